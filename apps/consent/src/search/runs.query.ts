import type { EntityManager } from 'typeorm';
import type { LedgerPayload } from '../ledger/act-payload.ts';

/** As many as fill a quarter of a page: a row of them is never divided. */
const RUN = 200;

interface NewEntry {
  index: number;
  payload: LedgerPayload;
}

/**
 * Notes which entries are of each action, and which are about each topic, many in a row: what is found by one of few words would
 * otherwise have a place in an index for each entry.
 * @param entries in the order of their indexes.
 */
export async function storeRuns(manager: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  await Promise.all([storeActions(manager, entries), storeTopics(manager, entries)]);
}

async function storeActions(manager: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  const runs = runsOf(entries, ({ action }) => [{ key: action, action }]);
  await manager.query(
    `INSERT INTO runs_of_actions (action, first, leaves)
     SELECT action, leaves[1], leaves FROM unnest($1::text[], $2::text[]) AS given (action, listed)
     CROSS JOIN LATERAL (SELECT listed::bigint[] AS leaves) AS read`,
    [runs.map(({ action }) => action), runs.map(listed)],
  );
}

async function storeTopics(manager: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  const runs = runsOf(entries, (payload) =>
    topicsOf(payload).map((topic) => ({ key: `${payload.action} ${topic}`, action: payload.action, topic })),
  );
  if (runs.length === 0) return;
  await manager.query(
    `INSERT INTO runs_of_topics (topic, action, first, leaves)
     SELECT topic, action, leaves[1], leaves
     FROM unnest($1::text[], $2::text[], $3::text[]) AS given (topic, action, listed)
     CROSS JOIN LATERAL (SELECT listed::bigint[] AS leaves) AS read`,
    [runs.map(({ topic }) => topic), runs.map(({ action }) => action), runs.map(listed)],
  );
}

type Run<P> = P & { leaves: number[] };

const listed = ({ leaves }: { leaves: number[] }) => `{${leaves.join()}}`;

/** The indexes of the entries at each of the places that they belong to, in their order, at most `RUN` together. */
function runsOf<P extends { key: string }>(
  entries: readonly NewEntry[],
  placesOf: (payload: LedgerPayload) => P[],
): Run<P>[] {
  const open = new Map<string, Run<P>>();
  const runs: Run<P>[] = [];
  for (const { index, payload } of entries) {
    for (const place of placesOf(payload)) {
      const known = open.get(place.key);
      if (known && known.leaves.length < RUN) {
        known.leaves.push(index);
        continue;
      }
      const run = { ...place, leaves: [index] };
      open.set(place.key, run);
      runs.push(run);
    }
  }
  return runs;
}

/** A consent event is about topics; an act may be about one. */
function topicsOf({ topics, topic }: LedgerPayload): string[] {
  if (typeof topic === 'string') return [topic];
  return Array.isArray(topics) ? [...new Set(topics.map((each) => String(each.topic)))] : [];
}
