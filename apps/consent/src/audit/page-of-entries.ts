import type { Evidence } from '../evidence/evidence.ts';

const PAGE = 50;
/** Above every index that a ledger can have. */
const TOP = Number.MAX_SAFE_INTEGER;

export interface PageOfEntries {
  entries: Evidence[];
  /** The index to go on from, when there are older entries. */
  older: number | undefined;
  /** Whether newer entries were left out. */
  isFirst: boolean;
}

/**
 * One page, the newest entries first. A page begins below an index, not at a count: it is as fast at the millionth entry as
 * at the first, and nothing moves while entries are added.
 * @param wish the `before` of the query, of whatever type it arrived.
 */
export async function pageOfEntries(
  wish: unknown,
  read: (page: { before: number; limit: number }) => Promise<Evidence[]>,
): Promise<PageOfEntries> {
  const before = typeof wish === 'string' && /^\d{1,15}$/.test(wish) ? Number(wish) : TOP;
  const found = await read({ before, limit: PAGE + 1 });
  const entries = found.slice(0, PAGE);
  return {
    entries,
    older: found.length > PAGE ? entries.at(-1)?.index : undefined,
    isFirst: before === TOP,
  };
}
