import type { EntityManager } from 'typeorm';

/** Some deliveries of a dispatch, as its manifest names them. */
export interface ManifestPage {
  /** One a delivery, by ascending resident id. */
  lines: string;
  /** Id of the last resident. */
  last: string;
}

/** Their text is small enough to be tidied up at once: of 5,000 it stays until all of the heap is looked through. */
const PAGE = 1000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Of a finished dispatch it is the same each time: a decided delivery does not change any more. The form of a line, `<resident>
 * <outcome> <ledger entry that was relied on>`, never changes: the ledger holds hashes over it. Written by the database: millions of rows
 * as objects would make the memory of the service grow.
 * @param after a resident; null: from the first on. @returns undefined when there are no more.
 */
export async function manifestPage(
  manager: EntityManager,
  { dispatchId, after, limit }: { dispatchId: string; after: string | null; limit: number },
): Promise<ManifestPage | undefined> {
  const [page] = await manager.query<[{ lines: string | null; last: string }]>(
    `SELECT string_agg(line, '' ORDER BY resident_id) AS lines, (array_agg(resident_id ORDER BY resident_id DESC))[1] AS last
     FROM (SELECT resident_id, format(E'%s %s %s\\n', resident_id, state, ledger_index) AS line FROM deliveries
           WHERE dispatch_id = $1 AND resident_id > $2 ORDER BY resident_id LIMIT $3) AS page`,
    [dispatchId, after ?? BEFORE_ALL, limit],
  );
  return page.lines === null ? undefined : { ...page, lines: page.lines };
}

/** Every line of a dispatch's manifest, in pages, so that memory does not grow with the audience. */
export async function* manifestPages(manager: EntityManager, dispatchId: string): AsyncGenerator<string> {
  for (let after: string | null = null; ; ) {
    const page: ManifestPage | undefined = await manifestPage(manager, { dispatchId, after, limit: PAGE });
    if (!page) return;
    yield page.lines;
    after = page.last;
  }
}
