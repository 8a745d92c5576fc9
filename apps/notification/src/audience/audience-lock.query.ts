import type { EntityManager } from 'typeorm';

const KEY = "hashtextextended('audience of ' || topic, 0)";

/**
 * Whoever changes an audience takes this first, until the end of the transaction. It holds up nobody but a dispatch that
 * freezes the same audience: so every change is either in what was frozen, or finds the dispatch and tells it.
 */
export async function shareAudience(manager: EntityManager, changed: { topic: string }[]): Promise<void> {
  const topics = changed.map(({ topic }) => topic);
  await manager.query(`SELECT pg_advisory_xact_lock_shared(${KEY}) FROM unnest($1::text[]) AS topic`, [
    topics,
  ]);
}

/** Waits for the changes on their way, and keeps others back until the end of the transaction. */
export async function freezeAudience(manager: EntityManager, topic: string): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(${KEY}) FROM (VALUES ($1)) AS frozen (topic)`, [topic]);
}
