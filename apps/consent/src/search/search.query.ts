import type { EntityManager } from 'typeorm';

/** A part of the ledger: from `first`, below `before`. */
export interface Range {
  first: number;
  before: number;
  limit: number;
}

/*
 * Each of these reads one index backwards from where the page begins, and stops when the page is full. None is joined or
 * filtered further: then a page is as fast in a ledger of millions as in a small one (`search.service.spec.ts` counts).
 */

export async function indexesOfAll(manager: EntityManager, { first, before, limit }: Range) {
  return indexes(
    manager,
    'SELECT index FROM leaves WHERE index >= $1 AND index < $2 ORDER BY index DESC LIMIT $3',
    [first, before, limit],
  );
}

/** @param kinds any but `consent`. */
export async function indexesOfKinds(
  manager: EntityManager,
  kinds: readonly string[],
  { first, before, limit }: Range,
) {
  return indexes(
    manager,
    `SELECT found.index FROM unnest($4::text[]) AS wanted (kind) CROSS JOIN LATERAL (
       SELECT index FROM leaves WHERE leaves.kind = wanted.kind AND leaves.kind <> 'consent'
         AND index >= $1 AND index < $2 ORDER BY index DESC LIMIT $3) AS found
     ORDER BY found.index DESC LIMIT $3`,
    [first, before, limit, kinds],
  );
}

/** Runs do not overlap, so the one that the range begins in is the last that begins before it. */
export async function indexesOfAction(
  manager: EntityManager,
  action: string,
  { first, before, limit }: Range,
) {
  return indexes(
    manager,
    `SELECT leaf_index AS index FROM runs_of_actions CROSS JOIN LATERAL unnest(leaves) AS leaf_index
     WHERE action = $4 AND first < $2
       AND first >= coalesce((SELECT max(first) FROM runs_of_actions AS before
                              WHERE before.action = $4 AND before.first <= $1), 0)
       AND leaf_index >= $1 AND leaf_index < $2
     ORDER BY first DESC, leaf_index DESC LIMIT $3`,
    [first, before, limit, action],
  );
}

/** The same of a topic. @param actions those of which the entries may be. */
export async function indexesOfTopic(
  manager: EntityManager,
  { topic, actions }: { topic: string; actions: readonly string[] },
  { first, before, limit }: Range,
) {
  return indexes(
    manager,
    `SELECT found.leaf_index AS index FROM unnest($4::text[]) AS wanted (action) CROSS JOIN LATERAL (
       SELECT leaf_index FROM runs_of_topics CROSS JOIN LATERAL unnest(leaves) AS leaf_index
       WHERE topic = $5 AND action = wanted.action AND first < $2
         AND first >= coalesce((SELECT max(first) FROM runs_of_topics AS before
                                WHERE before.topic = $5 AND before.action = wanted.action AND before.first <= $1), 0)
         AND leaf_index >= $1 AND leaf_index < $2
       ORDER BY first DESC, leaf_index DESC LIMIT $3) AS found
     ORDER BY found.leaf_index DESC LIMIT $3`,
    [first, before, limit, actions, topic],
  );
}

/** @param wall a time as clocks in that time zone show it, e.g. `2026-03-02T09:30`. */
export async function momentOf(manager: EntityManager, wall: string, timeZone: string): Promise<Date> {
  const [row] = await manager.query<{ moment: Date }[]>('SELECT $1::timestamp AT TIME ZONE $2 AS moment', [
    wall,
    timeZone,
  ]);
  if (!row) throw new Error('a SELECT without FROM has one row');
  return row.moment;
}

/** @returns how many entries there were before that moment. */
export async function sizeBefore(manager: EntityManager, moment: Date): Promise<number> {
  const [row] = await manager.query<{ size: string }[]>(
    'SELECT size FROM checkpoints WHERE made_at < $1 ORDER BY made_at DESC, size DESC LIMIT 1',
    [moment],
  );
  return Number(row?.size ?? 0);
}

/** The kinds and actions that the ledger has. */
export async function sortsOfLedger(manager: EntityManager): Promise<{ kind: string; action: string }[]> {
  return manager.query('SELECT kind, action FROM tallies ORDER BY kind, action');
}

/** What every topic that words were published for is called, in one language as far as it has it. */
export async function topicsOfLedger(
  manager: EntityManager,
  language: string,
): Promise<{ topic: string; name: string }[]> {
  return manager.query(
    `SELECT DISTINCT ON (topic) topic, topic_name AS name FROM notices
     ORDER BY topic, language = $1 DESC, topic_version DESC`,
    [language],
  );
}

async function indexes(manager: EntityManager, sql: string, values: unknown[]): Promise<number[]> {
  const rows = await manager.query<{ index: string }[]>(sql, values);
  return rows.map(({ index }) => Number(index));
}
