import type { EntityManager } from 'typeorm';
import type { AskedTopic } from '#libs/contracts';

/** Requests for one address wait for each other until the transaction ends: ten thousand at once still send one mail. */
export async function lockAddress(manager: EntityManager, addressHash: Buffer): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1::bigint)', [addressHash.readBigInt64BE(0).toString()]);
}

/** What was asked for and can still be followed: a topic may close while its request waits. */
export async function stillOpen(manager: EntityManager, asked: AskedTopic[]): Promise<AskedTopic[]> {
  const rows = await manager.query<{ slug: string }[]>(
    'SELECT slug FROM topics WHERE open AND slug = ANY($1)',
    [asked.map(({ topic }) => topic)],
  );
  return asked.filter(({ topic }) => rows.some(({ slug }) => slug === topic));
}

/** @returns how often the confirmation page was visited. */
export async function countTouches(manager: EntityManager, requestId: string): Promise<number> {
  const rows = await manager.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM touches WHERE request_id = $1',
    [requestId],
  );
  return rows[0]?.count ?? 0;
}

/** Forgets requests that expired, with all that they hold (ASK-6). @returns how many. */
export async function purgeExpired(manager: EntityManager, now: Date): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>('DELETE FROM requests WHERE expires_at < $1', [
    now,
  ]);
  return count;
}
