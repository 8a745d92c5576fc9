import type { EntityManager } from 'typeorm';

/**
 * Notes that everything about this address was asked for.
 * @returns false when it was asked since `since` already: then nothing goes out. One statement, so that of ten thousand at once
 * one gets true.
 */
export async function noteAccessAsked(
  manager: EntityManager,
  addressHash: Buffer,
  { now, since }: { now: Date; since: Date },
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO access_requests AS known (address_hash, asked_at) VALUES ($1, $2)
     ON CONFLICT (address_hash) DO UPDATE SET asked_at = excluded.asked_at WHERE known.asked_at <= $3
     RETURNING address_hash`,
    [addressHash, now, since],
  );
  return rows.length > 0;
}

/** Forgets who asked before. */
export async function forgetAccessAsked(manager: EntityManager, before: Date): Promise<void> {
  await manager.query('DELETE FROM access_requests WHERE asked_at <= $1', [before]);
}
