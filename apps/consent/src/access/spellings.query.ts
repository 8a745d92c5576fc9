import type { EntityManager } from 'typeorm';

/** How the address of these residents was typed at one time or another. */
export async function spellingsOf(manager: EntityManager, residentIds: string[]): Promise<string[]> {
  const rows = await manager.query<{ address: string }[]>(
    'SELECT DISTINCT address FROM residents WHERE id = ANY($1::uuid[])',
    [residentIds],
  );
  return rows.map(({ address }) => address);
}
