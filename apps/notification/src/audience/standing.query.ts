import type { EntityManager } from 'typeorm';

/** The subscriptions about which we may write to this resident at this moment. */
export async function findStandings(manager: EntityManager, residentId: string): Promise<Set<string>> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT subscription_id AS id FROM audience WHERE resident_id = $1 AND active AND suppressed_reason IS NULL',
    [residentId],
  );
  return new Set(rows.map(({ id }) => id));
}
