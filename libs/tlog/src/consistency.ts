import { HASH_BYTES, isSameHash, nodeHash } from './hashes.ts';
import { siblingSides } from './sibling-sides.ts';
import { hashRanges, type ReadTiles } from './tile-reader.ts';
import { TlogError } from './tlog-error.ts';
import {
  checkTreeSize,
  isCount,
  type LeafRange,
  largestPowerOfTwo,
  splitPoint,
  type TreeHead,
} from './tree.ts';

/**
 * Makes the proof that the first `oldSize` leaves of the tree of `newSize` are those of the older tree: 32-byte
 * hashes; none when the sizes are equal. RFC 6962 section 2.1.2.
 * @throws TlogError `bad-size` unless 1 ≤ old ≤ new: about an empty tree there is nothing to prove; `bad-tile`
 */
export async function makeConsistencyProof(
  oldSize: number,
  newSize: number,
  readTiles: ReadTiles,
): Promise<Buffer[]> {
  checkTreeSize(oldSize);
  checkTreeSize(newSize);
  if (oldSize < 1 || oldSize > newSize) throw new TlogError('bad-size');
  return hashRanges(dividedRanges(oldSize, newSize), newSize, readTiles);
}

/**
 * True when the proof shows that the newer tree only appended to the older one; with equal sizes, that the roots are
 * equal. False in every other case, and always for an older size of 0, which every tree continues: whoever holds
 * such a checkpoint must decide on something else. RFC 9162 section 2.1.4.2.
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(older.size) || !isCount(newer.size)) return false;
  if (older.size < 1 || older.size > newer.size) return false;
  if ([older.root, newer.root, ...proof].some((hash) => hash.length !== HASH_BYTES)) return false;
  if (older.size === newer.size) return proof.length === 0 && isSameHash(older.root, newer.root);

  // The older root is itself a node of the newer tree when its size is a power of two, and is then left out.
  const isPerfect = largestPowerOfTwo(older.size) === older.size;
  const [seed, ...siblings] = isPerfect ? [older.root, ...proof] : proof;
  const sides = oldEdgeSides(older.size, newer.size);
  if (seed === undefined || sides.length !== siblings.length) return false;
  let [oldRoot, newRoot] = [seed, seed];
  siblings.forEach((sibling, step) => {
    if (sides[step] === 'left') oldRoot = nodeHash(sibling, oldRoot);
    newRoot = sides[step] === 'left' ? nodeHash(sibling, newRoot) : nodeHash(newRoot, sibling);
  });
  return isSameHash(oldRoot, older.root) && isSameHash(newRoot, newer.root);
}

// The proof starts at the largest subtree that ends where the older tree ends.
function oldEdgeSides(oldSize: number, newSize: number): ('left' | 'right')[] {
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) {
    node = (node - 1) / 2;
    last = Math.floor(last / 2);
  }
  return siblingSides(node, last);
}

// SUBPROOF of RFC 6962, walked down from the root: the parts left aside, then the seed unless it is the older root.
function dividedRanges(oldSize: number, newSize: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = newSize;
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}
