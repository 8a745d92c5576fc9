import type { EntityManager } from 'typeorm';
import { PreferencesChangedV1, type TopicFrequency } from '#libs/contracts';
import type { Act } from '#libs/messaging';

interface Preferences {
  version: number;
  language: string;
  pausedUntil: string | null;
}

/**
 * Tells how a resident wants to be written to from now on: the whole state, under the next version. The caller holds the resident's
 * row and has changed what there is to change.
 */
export async function postPreferences(
  { manager, post }: Pick<Act, 'manager' | 'post'>,
  residentId: string,
): Promise<void> {
  const [[preferences]] = await manager.query<[Preferences[], number]>(
    `UPDATE residents SET preferences_version = preferences_version + 1 WHERE id = $1
     RETURNING preferences_version AS version, language, paused_until::text AS "pausedUntil"`,
    [residentId],
  );
  if (!preferences) return;
  const frequencies = await frequenciesOf(manager, residentId);
  post(Object.assign(new PreferencesChangedV1(), { residentId, ...preferences, frequencies }));
}

/** Of every topic that they follow now. */
async function frequenciesOf(manager: EntityManager, residentId: string): Promise<TopicFrequency[]> {
  return manager.query<TopicFrequency[]>(
    `SELECT topic, frequency FROM subscriptions WHERE resident_id = $1 AND state = 'active' ORDER BY topic`,
    [residentId],
  );
}
