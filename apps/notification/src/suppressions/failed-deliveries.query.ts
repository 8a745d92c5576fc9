import type { EntityManager } from 'typeorm';

/** A finished dispatch whose failures are not counted yet, and up to whom they are. */
export interface UncountedDispatch {
  id: string;
  after: string | null;
}

export interface FailedDelivery {
  residentId: string;
  reason: string;
  decidedAt: Date;
}

/** Held until the transaction ends: another process takes another one. */
export async function uncountedDispatch(manager: EntityManager): Promise<UncountedDispatch | undefined> {
  const [row] = await manager.query<UncountedDispatch[]>(
    `SELECT id, counted_to AS after FROM dispatches LEFT JOIN counted_failures AS counted ON dispatch_id = id
     WHERE state = 'finished' AND counted.finished_at IS NULL
     ORDER BY dispatches.finished_at LIMIT 1 FOR UPDATE OF dispatches SKIP LOCKED`,
  );
  return row;
}

/** Refused for their recipient: the reason is a code of the fifth class. */
export async function failedAfter(
  manager: EntityManager,
  { id, after }: UncountedDispatch,
  limit: number,
): Promise<FailedDelivery[]> {
  return manager.query<FailedDelivery[]>(
    `SELECT resident_id AS "residentId", reason, decided_at AS "decidedAt" FROM deliveries
     WHERE dispatch_id = $1 AND state = 'failed' AND reason ~ '^5' AND ($2::uuid IS NULL OR resident_id > $2)
     ORDER BY resident_id LIMIT $3`,
    [id, after, limit],
  );
}

export async function noteCounted(
  manager: EntityManager,
  { id, last, now }: { id: string; last: string | undefined; now: Date },
): Promise<void> {
  await manager.query(
    `INSERT INTO counted_failures AS known (dispatch_id, counted_to, finished_at)
     VALUES ($1, $2, CASE WHEN $2::uuid IS NULL THEN $3::timestamptz END)
     ON CONFLICT (dispatch_id) DO UPDATE SET
       counted_to = COALESCE(excluded.counted_to, known.counted_to), finished_at = excluded.finished_at`,
    [id, last ?? null, now],
  );
}
