import type { EntityManager } from 'typeorm';
import type { PreferencesChangedV1 } from '#libs/contracts';

/** The higher version wins, in whatever order they come. @returns false for an older one, or a repeat. */
export async function keepPreferences(
  manager: EntityManager,
  { residentId, version, language, pausedUntil, frequencies }: PreferencesChangedV1,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO preferences AS known (resident_id, version, language, paused_until, frequencies)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (resident_id) DO UPDATE SET
       version = excluded.version, language = excluded.language, paused_until = excluded.paused_until,
       frequencies = excluded.frequencies
     WHERE known.version < excluded.version
     RETURNING resident_id`,
    [
      residentId,
      version,
      language,
      pausedUntil,
      Object.fromEntries(frequencies.map(({ topic, frequency }) => [topic, frequency])),
    ],
  );
  return rows.length === 1;
}

/**
 * Of topics that the resident left; of whoever follows nothing any more, all of it. The version stays, so that an older message that
 * comes late finds it.
 */
export async function forgetTopics(
  manager: EntityManager,
  residentId: string,
  topics: string[],
): Promise<void> {
  await manager.query(
    `UPDATE preferences SET frequencies = frequencies - $2::text[],
       language = CASE WHEN frequencies - $2::text[] <> '{}' THEN language END,
       paused_until = CASE WHEN frequencies - $2::text[] <> '{}' THEN paused_until END
     WHERE resident_id = $1 AND frequencies ?| $2::text[]`,
    [residentId, topics],
  );
}

export async function forgetPreferences(manager: EntityManager, residentIds: string[]): Promise<void> {
  await manager.query(
    `UPDATE preferences SET frequencies = '{}', language = NULL, paused_until = NULL
     WHERE resident_id = ANY($1::uuid[])`,
    [residentIds],
  );
}
