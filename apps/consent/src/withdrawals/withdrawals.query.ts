import type { EntityManager } from 'typeorm';
import type { WithdrewPayload } from '../ledger/consent-payload.ts';
import type { RecordedEvent } from '../ledger/recorded-event.ts';
import type { StandingState } from '../standing/decide-standings.ts';

/** Notes by when each withdrawal must have its effect. One that changed no standing has it already. */
export async function insertWithdrawals(
  manager: EntityManager,
  events: RecordedEvent[],
  { byIndex, now }: { byIndex: Map<number, StandingState[]>; now: Date },
): Promise<void> {
  const withdrawals = events.filter(isWithdrawal);
  if (withdrawals.length === 0) return;
  await manager.query(
    `INSERT INTO withdrawals (leaf_index, story_id, occurred_at, deadline, effective_at)
     SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::date[], $5::timestamptz[])`,
    [
      withdrawals.map((event) => event.index),
      withdrawals.map((event) => event.storyId),
      withdrawals.map((event) => event.payload.occurred_at),
      withdrawals.map((event) => event.payload.deadline),
      withdrawals.map((event) => (byIndex.get(event.index)?.length ? null : now)),
    ],
  );
}

function isWithdrawal(event: RecordedEvent): event is RecordedEvent<WithdrewPayload> {
  return event.payload.action === 'withdrew';
}

/**
 * A withdrawal is effective when *notification* has taken the end of the standing: its outbox row is gone.
 * @returns how many became so.
 */
export async function noteEffective(manager: EntityManager, at: Date): Promise<number> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE withdrawals SET effective_at = $1
     WHERE effective_at IS NULL AND NOT EXISTS (
       SELECT 1 FROM outbox
       WHERE outbox.story_id = withdrawals.story_id AND outbox.kind = 'standing-ended.v1')`,
    [at],
  );
  return count;
}

export interface OpenWithdrawal {
  index: number;
  occurredAt: Date;
  /** The last day on which the law lets it take effect, e.g. `2026-01-19`. */
  deadline: string;
}

/** Withdrawals that are not effective yet, the nearest deadline first. */
export async function openWithdrawals(manager: EntityManager, limit: number): Promise<OpenWithdrawal[]> {
  const rows = await manager.query<(OpenWithdrawal & { index: string })[]>(
    `SELECT leaf_index AS index, occurred_at AS "occurredAt", to_char(deadline, 'YYYY-MM-DD') AS deadline
     FROM withdrawals WHERE effective_at IS NULL ORDER BY deadline, leaf_index LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}

/** How many withdrawals have not taken effect although their last day is over. */
export async function countOverdue(manager: EntityManager, today: string): Promise<number> {
  const [row] = await manager.query<{ count: string }[]>(
    'SELECT count(*) FROM withdrawals WHERE effective_at IS NULL AND deadline < $1::date',
    [today],
  );
  return Number(row?.count ?? 0);
}
