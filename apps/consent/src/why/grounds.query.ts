import type { EntityManager } from 'typeorm';

/** Every id that the address of this resident came under, theirs included. */
const SAME_ADDRESS = `SELECT $1::uuid AS id UNION
  SELECT others.id FROM residents AS asked
  JOIN residents AS others ON others.address_key = asked.address_key WHERE asked.id = $1`;

/** Where the consent events of one resident about one topic stand, oldest first, up to a moment. */
export async function eventsAbout(
  manager: EntityManager,
  { residentId, topic }: { residentId: string; topic: string },
): Promise<number[]> {
  const rows = await manager.query<{ index: string }[]>(
    `SELECT leaf_index AS index FROM (${SAME_ADDRESS}) AS known JOIN records ON resident_id = known.id
     JOIN leaves ON leaves.index = leaf_index AND leaves.kind = 'consent'
     WHERE payload::jsonb -> 'topics' @> jsonb_build_array(jsonb_build_object('topic', $2::text))
     ORDER BY leaf_index`,
    [residentId, topic],
  );
  return rows.map(({ index }) => Number(index));
}

/** The topics that there are consent events about. */
export async function topicsOfResident(manager: EntityManager, residentId: string): Promise<string[]> {
  const rows = await manager.query<{ topic: string }[]>(
    `SELECT DISTINCT asked ->> 'topic' AS topic
     FROM (${SAME_ADDRESS}) AS known JOIN records ON resident_id = known.id,
       jsonb_array_elements(CASE WHEN payload::jsonb ? 'topics' THEN payload::jsonb -> 'topics' ELSE '[]' END) AS asked
     ORDER BY topic`,
    [residentId],
  );
  return rows.map(({ topic }) => topic);
}

/** The entries of an announcement: its releases, and its dispatch. */
export async function entriesOfAnnouncement(
  manager: EntityManager,
  announcementId: string,
): Promise<number[]> {
  const rows = await manager.query<{ index: string }[]>(
    `SELECT leaf_index AS index FROM records
     WHERE action IN ('released-announcement', 'finished-dispatch') AND payload::jsonb ->> 'announcement_id' = $1
     ORDER BY leaf_index`,
    [announcementId],
  );
  return rows.map(({ index }) => Number(index));
}

/** @returns the index of its entry, undefined while it has none. */
export async function indexOfEvent(manager: EntityManager, eventId: string): Promise<number | undefined> {
  const [row] = await manager.query<{ index: string }[]>(
    'SELECT leaf_index AS index FROM records WHERE event_id = $1',
    [eventId],
  );
  return row && Number(row.index);
}

/** So long after its end a mail of it may still arrive: servers between may hold one back. */
const ARRIVES_MILLISECONDS = 86_400_000;
/** No dispatch runs longer, so that however many there ever were, only those of this time are read. */
const RUNS_MILLISECONDS = 31 * 86_400_000;

/** The dispatches that had begun at that moment and ended at most a day before, by their index; those that run have no entry. */
export async function dispatchesAt(manager: EntityManager, at: Date): Promise<number[]> {
  const before = (milliseconds: number) => new Date(at.getTime() - milliseconds).toISOString();
  const rows = await manager.query<{ index: string }[]>(
    `SELECT leaf_index AS index FROM records
     WHERE action = 'finished-dispatch'
       AND (payload::jsonb ->> 'planned_at') COLLATE "C" BETWEEN $1 AND $2
       AND (payload::jsonb ->> 'occurred_at') COLLATE "C" >= $3
     ORDER BY leaf_index`,
    [before(RUNS_MILLISECONDS), at.toISOString(), before(ARRIVES_MILLISECONDS)],
  );
  return rows.map(({ index }) => Number(index));
}
