import type { EntityManager } from 'typeorm';
import type { Day } from '#libs/calendar';

/** Which checkpoint went out on a day of the city. */
export interface Mailing {
  day: Day;
  size: number;
}

export async function lastMailing(manager: EntityManager): Promise<Mailing | undefined> {
  const [row] = await manager.query<{ day: Day; size: string }[]>(
    "SELECT to_char(day, 'YYYY-MM-DD') AS day, size FROM checkpoint_mailings ORDER BY checkpoint_mailings.day DESC LIMIT 1",
  );
  return row && { day: row.day, size: Number(row.size) };
}

/** @returns whether it is new; the day has one already when another replica was first. */
export async function insertMailing(manager: EntityManager, { day, size }: Mailing): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'INSERT INTO checkpoint_mailings (day, size) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING day',
    [day, size],
  );
  return rows.length > 0;
}
