import type { Database, LeasedBatch } from './batch.ts';
import type { DeliveryOutcome } from './delivery-outcome.ts';

/** What became of one resident in a batch that this process has, or had, the lease of. */
export interface Decided {
  batch: LeasedBatch;
  residentId: string;
  outcome: DeliveryOutcome;
  at: Date;
}

/**
 * Records many outcomes of one dispatch at once. Only of intents that were noted under the same lease, and only while nobody
 * took it over: then it is not ours to say what became of the mail.
 */
export async function recordOutcomes(
  database: Database,
  dispatchId: string,
  decided: readonly Decided[],
): Promise<void> {
  const column = <T>(read: (one: Decided) => T) => decided.map(read);
  await database.query(
    `UPDATE deliveries AS delivery SET
       state = given.state, reason = given.reason, due_at = given.due_at, decided_at = given.decided_at,
       attempts = delivery.attempts - given.untried, ledger_index = COALESCE(given.ledger_index, delivery.ledger_index)
     FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
            $9::integer[], $10::bigint[])
       AS given (resident_id, batch_id, epoch, state, reason, due_at, decided_at, untried, ledger_index)
     JOIN batches AS batch ON batch.id = given.batch_id AND batch.epoch = given.epoch
     WHERE delivery.dispatch_id = $1 AND delivery.resident_id = given.resident_id AND delivery.state = 'intended'
       AND delivery.epoch = given.epoch`,
    [
      dispatchId,
      column(({ residentId }) => residentId),
      column(({ batch }) => batch.id),
      column(({ batch }) => batch.epoch),
      column(({ outcome }) => outcome.state),
      column(({ outcome }) => outcome.reason ?? null),
      column(({ outcome }) => (outcome.state === 'deferred' ? outcome.dueAt : null)),
      column(({ outcome, at }) => (outcome.state === 'deferred' ? null : at)),
      column(({ outcome }) => (outcome.state === 'deferred' && outcome.isUntried ? 1 : 0)),
      column(({ outcome }) => (outcome.state === 'suppressed' ? outcome.ledgerIndex : null)),
    ],
  );
}
