import { HASH_BYTES, isSameHash, nodeHash } from './hashes.ts';
import { siblingSides } from './sibling-sides.ts';
import { hashRanges, type ReadTiles } from './tile-reader.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize, isCount, type LeafRange, splitPoint, type TreeHead } from './tree.ts';

/** A leaf of the log: its index from 0 and its 32-byte leaf hash. */
export interface Leaf {
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * Makes the proof that the leaf at `index` is in the tree of `size` leaves: 32-byte hashes, from the leaf's sibling
 * up. Reads at most a few tiles, in one call. RFC 6962 section 2.1.1.
 * @throws TlogError `bad-size` when the index is outside the tree, `bad-tile` when a tile is missing
 */
export async function makeInclusionProof(
  index: number,
  size: number,
  readTiles: ReadTiles,
): Promise<Buffer[]> {
  checkTreeSize(index);
  checkTreeSize(size);
  if (index >= size) throw new TlogError('bad-size');
  return hashRanges(siblingRanges(index, size), size, readTiles);
}

/**
 * True when the proof shows that the leaf is in the tree. False in every other case: wrong length, wrong hash, an
 * index outside the tree. The tree's size must come from a signed checkpoint, since a root alone does not fix it.
 * RFC 9162 section 2.1.3.2.
 */
export function verifyInclusion(leaf: Leaf, tree: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(tree.size) || !isCount(leaf.index) || leaf.index >= tree.size) return false;
  if ([leaf.hash, ...proof].some((hash) => hash.length !== HASH_BYTES)) return false;
  const sides = siblingSides(leaf.index, tree.size - 1);
  if (sides.length !== proof.length) return false;
  const root = proof.reduce(
    (below, sibling, step) => (sides[step] === 'left' ? nodeHash(sibling, below) : nodeHash(below, sibling)),
    leaf.hash,
  );
  return isSameHash(root, tree.root);
}

// Walks down from the root to the leaf and notes the part left aside at each division.
function siblingRanges(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}
