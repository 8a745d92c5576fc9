import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DeliveryOutcome } from './delivery-outcome.ts';
import type { Intent, LeasedBatch } from './dispatch.ts';

/** In the audience that was frozen, and still to be written to. */
const MEMBER = `member.topic = $2 AND member.active
  AND member.joined <= (SELECT moment FROM dispatches WHERE id = $1)`;

/** The lease holds and the dispatch runs. */
const held = (batch: string, epoch: string) => `EXISTS (
  SELECT 1 FROM batches AS batch JOIN dispatches AS dispatch ON dispatch.id = batch.dispatch_id
  WHERE batch.id = ${batch} AND batch.epoch = ${epoch} AND batch.state = 'open'
    AND batch.leased_until > clock_timestamp() AND dispatch.state = 'running')`;

@Injectable()
export class DeliveryQuery {
  constructor(private readonly dataSource: DataSource) {}

  /** SEND-5: whoever had the lease before may have handed these over, and never said. They are not sent again. */
  async giveUpLeft(batch: LeasedBatch, now: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE deliveries SET state = 'uncertain', reason = 'lease-lost', decided_at = $4
       WHERE dispatch_id = $1 AND resident_id BETWEEN $2 AND $3 AND state = 'intended' AND epoch < $5`,
      [batch.dispatchId, batch.firstResident, batch.lastResident, now, batch.epoch],
    );
    return count;
  }

  /** Those who left while their mail was deferred: `suppressInDispatches` may have met it on the wire. */
  async suppressLeft(batch: LeasedBatch, now: Date): Promise<void> {
    await this.dataSource.query(
      `UPDATE deliveries AS delivery SET state = 'suppressed', reason = COALESCE(standing.ended_reason, 'withdrew'),
         ledger_index = standing.ledger_index, due_at = NULL, decided_at = $5
       FROM audience AS standing
       WHERE delivery.dispatch_id = $1 AND delivery.resident_id BETWEEN $3 AND $4 AND delivery.state = 'deferred'
         AND standing.resident_id = delivery.resident_id AND standing.topic = $2
         AND NOT (standing.active AND standing.joined <= (SELECT moment FROM dispatches WHERE id = $1))`,
      [batch.dispatchId, batch.topic, batch.firstResident, batch.lastResident, now],
    );
  }

  /**
   * Residents of the batch that are to be written to now: never tried, or deferred until now. The bounds are given to both
   * tables: PostgreSQL does not carry them across the join.
   */
  async toDo(batch: LeasedBatch, now: Date): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT member.resident_id AS id
       FROM audience AS member LEFT JOIN deliveries AS delivery
         ON delivery.dispatch_id = $1 AND delivery.resident_id = member.resident_id
         AND delivery.resident_id BETWEEN $3 AND $4
       WHERE ${MEMBER} AND member.resident_id BETWEEN $3 AND $4
         AND (delivery.state IS NULL OR delivery.state = 'deferred' AND delivery.due_at <= $5)
       ORDER BY member.resident_id`,
      [batch.dispatchId, batch.topic, batch.firstResident, batch.lastResident, now],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * SEND-1: reads the standing and notes the intent in one statement, right before the hand-off.
   * @returns undefined when there is nothing to hand over: the resident left, the lease is lost, or the dispatch stopped.
   */
  async intend(batch: LeasedBatch, residentId: string, now: Date): Promise<Intent | undefined> {
    const rows = await this.dataSource.query<Intent[]>(
      `WITH standing AS (
         SELECT member.* FROM audience AS member
         WHERE member.resident_id = $3 AND ${MEMBER} AND ${held('$4', '$5')}
       ), intent AS (
         INSERT INTO deliveries AS known (dispatch_id, resident_id, state, ledger_index, epoch, attempts, handed_at)
         SELECT $1, resident_id, 'intended', ledger_index, $5, 1, $6::timestamptz FROM standing
         ON CONFLICT (dispatch_id, resident_id) DO UPDATE SET
           state = 'intended', reason = NULL, due_at = NULL, ledger_index = excluded.ledger_index,
           epoch = excluded.epoch, attempts = known.attempts + 1, handed_at = excluded.handed_at
         WHERE known.state = 'deferred' AND known.due_at <= excluded.handed_at
         RETURNING resident_id, attempts
       )
       SELECT resident_id AS "residentId", address, language, subscription_id AS "subscriptionId", attempts
       FROM standing JOIN intent USING (resident_id)`,
      [batch.dispatchId, batch.topic, residentId, batch.id, batch.epoch, now],
    );
    return rows[0];
  }

  /** Whether the lease still holds and the dispatch still runs. */
  async mayGoOn(batch: LeasedBatch): Promise<boolean> {
    const [row] = await this.dataSource.query<{ mayGoOn: boolean }[]>(
      `SELECT ${held('$1', '$2')} AS "mayGoOn"`,
      [batch.id, batch.epoch],
    );
    return row?.mayGoOn ?? false;
  }

  /** @returns false when the lease is lost: then it is not ours to say what became of the mail. */
  async record(
    batch: LeasedBatch,
    { residentId }: Intent,
    { outcome, now }: { outcome: DeliveryOutcome; now: Date },
  ): Promise<boolean> {
    const { state, reason = null } = outcome;
    const isDeferred = outcome.state === 'deferred';
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE deliveries SET state = $4, reason = $5, due_at = $6, decided_at = $7
       WHERE dispatch_id = $1 AND resident_id = $2 AND state = 'intended' AND epoch = $3
         AND EXISTS (SELECT 1 FROM batches WHERE id = $8 AND epoch = $3)`,
      [
        batch.dispatchId,
        residentId,
        batch.epoch,
        state,
        reason,
        isDeferred ? outcome.dueAt : null,
        isDeferred ? null : now,
        batch.id,
      ],
    );
    return count === 1;
  }
}
