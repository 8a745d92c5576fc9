import { genesisLeaf, type LeafKind } from './leaf.ts';
import type { NewLeaf } from './ledger.query.ts';
import { type Prepared, type PreparedLeaf, prepareLeaf } from './prepared.ts';
import type { NewRecord } from './records.query.ts';

/** What one commit adds to the ledger. */
export interface Batch {
  leaves: NewLeaf[];
  records: NewRecord[];
  tallies: { kind: string; action: string; leaves: number }[];
}

/**
 * Gives each event its index, in the order given. An empty ledger begins with its genesis leaf.
 * @param size of the ledger before.
 */
export function makeBatch(
  prepared: readonly Prepared[],
  { size, origin }: { size: number; origin: string },
): Batch {
  const batch: Batch = { leaves: [], records: [], tallies: [] };
  const append = (leaf: PreparedLeaf): number => {
    const index = size + batch.leaves.length;
    batch.leaves.push({ index, ...leaf });
    return index;
  };
  if (size === 0) append(prepareLeaf('genesis', genesisLeaf(origin)));
  for (const { event, leaf, opening } of prepared) {
    const index = append(leaf);
    if (opening) batch.records.push({ index, kind: leaf.kind, event, ...opening });
  }
  return { ...batch, tallies: count(batch) };
}

function count({ leaves, records }: Batch): Batch['tallies'] {
  const isPublic = (kind: LeafKind) => kind === 'genesis' || kind === 'notice';
  const plain = leaves.filter(({ kind }) => isPublic(kind)).map(({ kind }) => ({ kind, action: '' }));
  const events = records.map(({ kind, payload }) => ({ kind, action: payload.action }));
  const groups = Map.groupBy([...plain, ...events], ({ kind, action }) => `${kind} ${action}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, leaves: group.length }] : [];
  });
}
