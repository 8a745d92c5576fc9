import type { EntityManager } from 'typeorm';
import type { ManifestEntry } from './manifest.ts';

const PAGE = 5000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Deliveries of a dispatch by ascending resident id, of those after one of them, or from the first on. Of a finished dispatch
 * they are the same each time: a decided delivery does not change any more.
 */
export async function manifestPage(
  manager: EntityManager,
  { dispatchId, after, limit }: { dispatchId: string; after: string | null; limit: number },
): Promise<ManifestEntry[]> {
  return manager.query<ManifestEntry[]>(
    `SELECT resident_id AS "residentId", state AS outcome, ledger_index AS "ledgerIndex" FROM deliveries
     WHERE dispatch_id = $1 AND resident_id > $2 ORDER BY resident_id LIMIT $3`,
    [dispatchId, after ?? BEFORE_ALL, limit],
  );
}

/** Every delivery of a dispatch, in pages, so that memory does not grow with the audience. */
export async function* manifestPages(
  manager: EntityManager,
  dispatchId: string,
): AsyncGenerator<ManifestEntry[]> {
  for (let after: string | null = null; ; ) {
    const page: ManifestEntry[] = await manifestPage(manager, { dispatchId, after, limit: PAGE });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.residentId;
  }
}
