import type { EntityManager } from 'typeorm';

/** The highest version that this (resident, topic) ever had; 0 when there was none. The caller holds the resident's row. */
export async function lastVersion(
  manager: EntityManager,
  residentId: string,
  topic: string,
): Promise<number> {
  const rows = await manager.query<{ version: number | null }[]>(
    'SELECT max(version) AS version FROM subscriptions WHERE resident_id = $1 AND topic = $2',
    [residentId, topic],
  );
  return rows[0]?.version ?? 0;
}
