import { leafHash } from '#libs/tlog';
import { openDetails, readDetails } from '../details/detail.ts';
import type { Pending } from '../intake/pending.query.ts';
import { readPayload } from './consent-payload.ts';
import { committedLeaf, genesisLeaf, type LeafKind, noticeLeaf } from './leaf.ts';
import type { NewLeaf } from './ledger.query.ts';
import type { NewRecord } from './records.query.ts';

/** What one commit adds to the ledger. */
export interface Batch {
  leaves: NewLeaf[];
  records: (NewRecord & { pending: Pending })[];
  tallies: { kind: string; action: string; leaves: number }[];
}

/**
 * Gives each event its index and its leaf, in the order given. An empty ledger begins with its genesis leaf.
 * @param size of the ledger before.
 * @param newSalt makes 32 random octets.
 */
export function makeBatch(
  pending: Pending[],
  { size, origin, newSalt }: { size: number; origin: string; newSalt: () => Buffer },
): Batch {
  const batch: Batch = { leaves: [], records: [], tallies: [] };
  const append = (kind: LeafKind, entry: Buffer): number => {
    const index = size + batch.leaves.length;
    batch.leaves.push({ index, kind, entry, hash: leafHash(entry) });
    return index;
  };
  if (size === 0) append('genesis', genesisLeaf(origin));
  for (const each of pending) {
    if (each.kind === 'notice') {
      append('notice', noticeLeaf(each.content));
      continue;
    }
    const salt = newSalt();
    const details = readDetails(each.details);
    const index = append(each.kind, committedLeaf(each.kind, each.content, salt));
    batch.records.push({
      index,
      kind: each.kind,
      salt,
      json: each.content,
      payload: openDetails(readPayload(each.content), details),
      details,
      pending: each,
    });
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
