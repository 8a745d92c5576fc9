import type { EntityManager } from 'typeorm';
import type { ConsultationEntity } from './consultation.entity.ts';

type Untold = Pick<ConsultationEntity, 'slug' | 'topics' | 'opensOn' | 'closesOn' | 'facts'>;

/** Marks those that *subscription* has to hear of; they were just written. */
export async function markUntold(manager: EntityManager, slugs: string[]): Promise<void> {
  await manager.query('UPDATE consultations SET told_at = NULL WHERE slug = ANY($1)', [slugs]);
}

/** Takes them for being told now. Of two processes at once each gets others. */
export async function takeUntold(manager: EntityManager, now: Date): Promise<Untold[]> {
  const [rows] = await manager.query<[Untold[], number]>(
    `UPDATE consultations SET told_at = $1 WHERE slug IN (
       SELECT slug FROM consultations WHERE told_at IS NULL FOR UPDATE SKIP LOCKED)
     RETURNING slug, topics, opens_on::text AS "opensOn", closes_on::text AS "closesOn", facts`,
    [now],
  );
  return rows;
}
