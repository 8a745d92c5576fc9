import type { EntityManager } from 'typeorm';
import { shareAudience } from './audience-lock.query.ts';

/**
 * Ends pauses whose day has come: nobody sends a message for it. Comes before dispatches are planned, so that who is mailed again
 * from today on is in the audience of what begins today.
 * @param today in the city, e.g. `2026-01-19`.
 */
export async function endPauses(manager: EntityManager, today: string): Promise<void> {
  const topics = await manager.query<{ topic: string }[]>(
    'SELECT DISTINCT topic FROM audience WHERE paused_until <= $1::date ORDER BY topic',
    [today],
  );
  if (topics.length === 0) return;
  await shareAudience(manager, topics);
  await manager.query(
    `UPDATE audience SET paused_until = NULL,
       joined = CASE WHEN frequency IS NULL THEN nextval('audience_moments') END
     WHERE paused_until <= $1::date AND topic = ANY($2::text[])`,
    [today, topics.map(({ topic }) => topic)],
  );
}
