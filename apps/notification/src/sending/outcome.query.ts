import { DatabaseError } from 'pg';
import type { Intent, LeasedBatch, PlanningDatabase } from './batch.ts';
import { deliveriesOf } from './deliveries-of.ts';
import type { DeliveryOutcome } from './delivery-outcome.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';

/** What became of one resident in a batch that this process has, or had, the lease of. */
export interface Decided {
  batch: LeasedBatch;
  intent: Intent;
  outcome: DeliveryOutcome;
  at: Date;
}

/**
 * Records many outcomes of one dispatch at once. Only under the lease under which their intents were noted, and only while nobody
 * took it over: then it is not ours to say what became of the mail. Who left while it was on its way was suppressed meanwhile, and
 * is told as what they got. Repeating it changes nothing.
 */
export async function recordOutcomes(
  database: PlanningDatabase,
  dispatchId: string,
  decided: readonly Decided[],
): Promise<void> {
  // Most of them have all but their residents in common.
  const groups = [...Map.groupBy(decided, likeness).values()];
  const each = (read: (one: Decided) => string) => arrayOf(groups.flat().map(read));
  const common = <T>(read: (one: Decided) => T) => groups.map((group) => read(group.at(-1) as Decided));
  const values = [
    dispatchId,
    each(({ intent }) => intent.residentId),
    each(({ intent, outcome }) =>
      outcome.state === 'suppressed' ? outcome.ledgerIndex : intent.ledgerIndex,
    ),
    arrayOf(groups.flatMap((group, at) => group.map(() => `${at + 1}`))),
    common(({ batch }) => batch.id),
    common(({ batch }) => batch.epoch),
    common(({ outcome }) => outcome.state),
    common(({ outcome }) => outcome.reason ?? null),
    common(({ intent, outcome }) => intent.attempts - (isUntried(outcome) ? 1 : 0)),
    common(({ intent }) => intent.handedAt),
    common(({ outcome }) => (outcome.state === 'deferred' ? outcome.dueAt : null)),
    common(({ outcome, at }) => (outcome.state === 'deferred' ? null : at)),
  ];
  const general = { name: `outcomes ${dispatchId}`, text: insertOrReplace(dispatchId), values };
  if (decided.some(({ batch }) => batch.epoch > 1)) await database.query(general);
  else {
    const first = { name: `first outcomes ${dispatchId}`, text: insert(dispatchId), values };
    await database.query(first).catch((error: unknown) => {
      if (!(error instanceof DatabaseError && error.code === UNIQUE_VIOLATION)) throw error;
      return database.query(general);
    });
  }
}

function likeness({ batch, intent, outcome }: Decided): string {
  const due = outcome.state === 'deferred' && `${outcome.dueAt.getTime()} ${isUntried(outcome)}`;
  const { state, reason = '' } = outcome;
  return `${batch.id} ${batch.epoch} ${intent.attempts} ${intent.handedAt.getTime()} ${due} ${state} ${reason}`;
}

function isUntried(outcome: DeliveryOutcome): boolean {
  return outcome.state === 'deferred' && outcome.isUntried === true;
}

/** Ids and numbers need no quotes, and to look at each of them for what would is a good part of the work. */
function arrayOf(values: readonly string[]): string {
  return `{${values.join(',')}}`;
}

// In the order of residents, as whoever suppresses: else two could wait for each other. Enough under a first lease, for all but those
// who left meanwhile: a row that may meet another is looked for first, and its place is written twice.
const insert = (dispatchId: string) => `
  INSERT INTO ${deliveriesOf(dispatchId)} AS known
    (dispatch_id, resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at)
  SELECT $1::uuid, given.resident_id, common.state, common.reason, given.ledger_index, common.epoch, common.attempts,
    common.handed_at, common.due_at, common.decided_at
  FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS given (resident_id, ledger_index, number)
  JOIN unnest($5::uuid[], $6::integer[], $7::text[], $8::text[], $9::integer[], $10::timestamptz[], $11::timestamptz[],
         $12::timestamptz[]) WITH ORDINALITY
    AS common (batch_id, epoch, state, reason, attempts, handed_at, due_at, decided_at, number) USING (number)
  JOIN batches AS batch ON batch.id = common.batch_id AND batch.epoch = common.epoch
  ORDER BY given.resident_id`;

// Of whom there is a row already, this lease is to be newer than it: then it is of an earlier try, or of who left since the intent was
// noted. An outcome stands behind its mail, so only a mail that is to be tried again gives way to them.
const insertOrReplace = (dispatchId: string) => `${insert(dispatchId)}
  ON CONFLICT (dispatch_id, resident_id) DO UPDATE SET
    state = excluded.state, reason = excluded.reason, ledger_index = excluded.ledger_index, epoch = excluded.epoch,
    attempts = excluded.attempts, handed_at = excluded.handed_at, due_at = excluded.due_at, decided_at = excluded.decided_at
  WHERE known.epoch < excluded.epoch
    AND (known.state = 'deferred' OR known.state = 'suppressed' AND excluded.state <> 'deferred')`;
