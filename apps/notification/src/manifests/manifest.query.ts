import type { EntityManager } from 'typeorm';
import type { ManifestEntry } from './manifest.ts';

const PAGE = 5000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Every delivery of a dispatch by ascending resident id, in pages, so that memory does not grow with the audience. Of a
 * finished dispatch it is the same each time: a decided delivery does not change any more.
 */
export async function* manifestPages(
  manager: EntityManager,
  dispatchId: string,
): AsyncGenerator<ManifestEntry[]> {
  for (let after = BEFORE_ALL; ; ) {
    const page = await manager.query<ManifestEntry[]>(
      `SELECT resident_id AS "residentId", state AS outcome, ledger_index AS "ledgerIndex" FROM deliveries
       WHERE dispatch_id = $1 AND resident_id > $2 ORDER BY resident_id LIMIT $3`,
      [dispatchId, after, PAGE],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.residentId;
  }
}
