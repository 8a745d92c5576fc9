import type { LeasedBatch, PlanningDatabase } from './batch.ts';
import { deliveriesOf } from './deliveries-of.ts';
import { MOST_UNCERTAIN, type UncertainRule } from './uncertain-rule.ts';

/**
 * Nobody works at it, and it may be worked at. Leases are the database's business: its clock is the one that all senders share.
 * A dispatch that no service saw for long is not begun again even in the moment before that is noticed (SEND-7).
 */
export const free = (
  now: string,
  missedAfterMinutes: string,
) => `batch.state = 'open' AND batch.due_at <= ${now}
  AND (batch.leased_until IS NULL OR batch.leased_until < clock_timestamp()) AND dispatch.state = 'running'
  AND dispatch.seen_at >= ${now}::timestamptz - ${missedAfterMinutes} * interval '1 minute'`;

/** Leases of batches, and what became of their residents. */
export class BatchQuery {
  constructor(
    private readonly database: PlanningDatabase,
    private readonly rules: { leaseSeconds: number; missedAfterMinutes: number; uncertain: UncertainRule },
  ) {}

  /** @param key `<id>.<epoch>`. @returns undefined when somebody else has it, or nothing is to be done. */
  async lease(key: string, now: Date): Promise<LeasedBatch | undefined> {
    const [id, epoch] = key.split('.');
    const { leaseSeconds, missedAfterMinutes } = this.rules;
    const { rows } = await this.database.query<LeasedBatch>({
      name: 'lease',
      text: `UPDATE batches AS batch
       SET epoch = batch.epoch + 1, leased_until = clock_timestamp() + $4 * interval '1 second'
       FROM dispatches AS dispatch
       WHERE batch.id = $2 AND batch.epoch = $3 AND dispatch.id = batch.dispatch_id AND ${free('$1', '$5')}
       RETURNING batch.id, batch.epoch, batch.dispatch_id AS "dispatchId",
         dispatch.announcement_id AS "announcementId", dispatch.content_hash AS "contentHash", dispatch.topic,
         batch.first_resident AS "firstResident", batch.last_resident AS "lastResident",
         dispatch.message_key AS "messageKey", dispatch.planned_at AS "plannedAt",
         dispatch.window_ends_at AS "windowEndsAt", batch.troubles, $1::timestamptz AS "leasedAt"`,
      values: [now, id, epoch, leaseSeconds, missedAfterMinutes],
    });
    return rows[0];
  }

  async renew({ id, epoch }: LeasedBatch): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE batches SET leased_until = clock_timestamp() + $3 * interval '1 second'
       WHERE id = $1 AND epoch = $2 AND state = 'open'`,
      [id, epoch, this.rules.leaseSeconds],
    );
    return rowCount === 1;
  }

  /**
   * SEND-5: whoever had the lease before may have handed these over, and never said. The rule decides: they stay uncertain, or
   * are sent again with the same Message-ID, a few times at most.
   * @returns how many there were.
   */
  async resolveLeft(batch: LeasedBatch, now: Date): Promise<number> {
    const { rowCount } = await this.database.query(resolve(batch.dispatchId), [
      batch.dispatchId,
      batch.id,
      batch.epoch,
      now,
      this.rules.uncertain === 'send-again' ? MOST_UNCERTAIN : 0,
    ]);
    return rowCount ?? 0;
  }

  /** Those who left, or chose another way, while their mail was deferred: `suppressInDispatches` may have met it on the wire. */
  async suppressLeft(batch: LeasedBatch, now: Date): Promise<void> {
    await this.database.query(
      `UPDATE ${deliveriesOf(batch.dispatchId)} AS delivery SET state = 'suppressed',
         reason = COALESCE(standing.ended_reason, standing.suppressed_reason,
           CASE WHEN standing.paused_until IS NOT NULL THEN 'paused' WHEN standing.frequency IS NOT NULL THEN 'in-digest' END,
           'withdrew'),
         ledger_index = standing.ledger_index, due_at = NULL, decided_at = $5
       FROM audience AS standing
       WHERE delivery.dispatch_id = $1 AND delivery.resident_id BETWEEN $3 AND $4 AND delivery.state = 'deferred'
         AND standing.resident_id = delivery.resident_id AND standing.topic = $2
         AND standing.resident_id BETWEEN $3 AND $4
         AND NOT (standing.active AND standing.suppressed_reason IS NULL
           AND COALESCE(standing.joined <= (SELECT moment FROM dispatches WHERE id = $1), false))`,
      [batch.dispatchId, batch.topic, batch.firstResident, batch.lastResident, now],
    );
  }

  /** Of itself: the relay objects to us, or nothing can be sent (SEND-4). @returns false when it does not run any more. */
  async pause(dispatchId: string, reason: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE dispatches SET state = 'paused', reason = $2 WHERE id = $1 AND state = 'running'`,
      [dispatchId, reason],
    );
    return rowCount === 1;
  }

  /**
   * Gives the lease back, with the counts of the batch. It is done once each of its residents has an outcome; else it is due
   * at `dueAt`, or when the first of its deferred mails is. All that was noted must have been recorded: it is forgotten now.
   * @returns what is left to do, undefined when the lease was lost.
   */
  async giveBack(
    { id, epoch, dispatchId, firstResident, lastResident }: LeasedBatch,
    { now, dueAt, troubles }: { now: Date; dueAt?: Date; troubles: number },
  ): Promise<{ toDo: number; deferred: number } | undefined> {
    const { rows } = await this.database.query<{ toDo: number; deferred: number }>({
      name: `give back ${dispatchId}`,
      text: `WITH given AS (UPDATE batches AS batch SET leased_until = NULL, troubles = $8, outcomes = counted.outcomes,
         state = CASE WHEN counted.decided = batch.size THEN 'done' ELSE 'open' END,
         due_at = COALESCE($7, counted.next_at, $6::timestamptz + interval '1 minute')
       FROM (SELECT COALESCE(jsonb_object_agg(outcome, count), '{}') AS outcomes, min(next_at) AS next_at,
               COALESCE(sum(decided), 0)::integer AS decided, COALESCE(sum(deferred), 0)::integer AS deferred
             FROM (SELECT concat_ws(' ', state, reason) AS outcome, count(*) AS count, count(decided_at) AS decided,
                     min(due_at) AS next_at, count(due_at) AS deferred
                   FROM ${deliveriesOf(dispatchId)} WHERE dispatch_id = $3 AND resident_id BETWEEN $4 AND $5 GROUP BY 1) AS outcome
            ) AS counted
       WHERE batch.id = $1 AND batch.epoch = $2
       RETURNING batch.id, batch.size - counted.decided AS to_do, counted.deferred
       ), forgotten AS (DELETE FROM intents USING given WHERE batch_id = given.id)
       SELECT to_do AS "toDo", deferred FROM given`,
      values: [id, epoch, dispatchId, firstResident, lastResident, now, dueAt, troubles],
    });
    return rows[0];
  }
}

/** Tried less often than is allowed; a rule that holds allows none. */
const AGAIN = 'attempts < $5';

// What has an outcome of that very lease, or a decided one, is known. Who left since is suppressed, and that is all that is to be known
// of them where a mail would be sent again; otherwise nobody knows whether they got it before they left.
const resolve = (dispatchId: string) => `
  WITH gone AS (
    DELETE FROM intents WHERE batch_id = $2 AND epoch < $3 RETURNING residents, ledger_indexes, epoch, handed_at
  ), noted AS (
    SELECT noted.resident_id, noted.ledger_index, gone.epoch, gone.handed_at, COALESCE(known.attempts, 0) + 1 AS attempts,
      known.state
    FROM gone CROSS JOIN unnest(residents, ledger_indexes) AS noted (resident_id, ledger_index)
    LEFT JOIN ${deliveriesOf(dispatchId)} AS known ON known.dispatch_id = $1 AND known.resident_id = noted.resident_id
    WHERE known.state IS NULL OR known.state IN ('deferred', 'suppressed') AND known.epoch < gone.epoch
  )
  INSERT INTO ${deliveriesOf(dispatchId)} AS known
    (dispatch_id, resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at)
  SELECT $1::uuid, resident_id, CASE WHEN ${AGAIN} THEN 'deferred' ELSE 'uncertain' END, 'lease-lost', ledger_index, epoch,
    attempts, handed_at, CASE WHEN ${AGAIN} THEN $4::timestamptz END, CASE WHEN ${AGAIN} THEN NULL ELSE $4::timestamptz END
  FROM noted WHERE state IS DISTINCT FROM 'suppressed' OR NOT ${AGAIN} ORDER BY resident_id
  ON CONFLICT (dispatch_id, resident_id) DO UPDATE SET
    state = excluded.state, reason = excluded.reason, ledger_index = excluded.ledger_index, epoch = excluded.epoch,
    attempts = excluded.attempts, handed_at = excluded.handed_at, due_at = excluded.due_at, decided_at = excluded.decided_at
  WHERE known.epoch < excluded.epoch
    AND (known.state = 'deferred' OR known.state = 'suppressed' AND excluded.state <> 'deferred')`;
