import { hash } from 'node:crypto';
import { TILE_WIDTH, type Tile } from './tile.ts';
import type { ReadTiles } from './tile-reader.ts';

// RFC 6962 section 2.1 written down as it stands there, sharing no code with what it checks.

/** Entries that all differ, as many as asked for. */
export function entries(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
}

export function naiveLeaf(entry: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0x00), entry]), 'buffer');
}

export function naiveNode(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0x01), left, right]), 'buffer');
}

/** MTH over leaf hashes. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return only;
  const middle = naiveSplit(leaves.length);
  return naiveNode(naiveRoot(leaves.slice(0, middle)), naiveRoot(leaves.slice(middle)));
}

/** PATH(index, D[n]). */
export function naivePath(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const middle = naiveSplit(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...naivePath(index, left), naiveRoot(right)]
    : [...naivePath(index - middle, right), naiveRoot(left)];
}

/** SUBPROOF(m, D[n], b), with PROOF(m, D[n]) = SUBPROOF(m, D[n], true). */
export function naiveProof(older: number, leaves: readonly Buffer[], isWhole = true): Buffer[] {
  if (older === leaves.length) return isWhole ? [] : [naiveRoot(leaves)];
  const middle = naiveSplit(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return older <= middle
    ? [...naiveProof(older, left, isWhole), naiveRoot(right)]
    : [...naiveProof(older - middle, right, false), naiveRoot(left)];
}

/** The hashes of a tile by its definition: MTH(D[(n × 256 + i) × 256^l : (n × 256 + i + 1) × 256^l]). */
export function naiveTile({ level, index, width }: Tile, leaves: readonly Buffer[]): Buffer {
  const span = TILE_WIDTH ** level;
  return Buffer.concat(
    Array.from({ length: width }, (_, at) => {
      const start = (index * TILE_WIDTH + at) * span;
      return naiveRoot(leaves.slice(start, start + span));
    }),
  );
}

/** Reads the tiles of a naive tree; each is computed once, for the large trees take a while. */
export function naiveReader(leaves: readonly Buffer[]): ReadTiles {
  const computed = new Map<string, Buffer>();
  return async (tiles) =>
    tiles.map((tile) => {
      const key = JSON.stringify(tile);
      const hashes = computed.get(key) ?? naiveTile(tile, leaves);
      computed.set(key, hashes);
      return hashes;
    });
}

function naiveSplit(size: number): number {
  let middle = 1;
  while (middle * 2 < size) middle *= 2;
  return middle;
}
