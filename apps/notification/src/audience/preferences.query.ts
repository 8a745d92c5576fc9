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
