import { HASH_BYTES } from './hashes.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize } from './tree.ts';

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/**
 * Where a tile stands: `level` 0–63 (0 holds leaf hashes, each higher one the roots of full tiles below), `index`
 * within the level from 0, and `width`, the number of hashes in it, 1–256. Below 256 the tile is partial.
 */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A tile with its hashes, concatenated: `width` × 32 bytes. */
export interface HashTile extends Tile {
  readonly hashes: Uint8Array;
}

/**
 * Returns how many hashes the tile at that level and index has in a tree of `size` leaves: 256 when full, 1–255 when
 * partial, 0 when the tree has no such tile.
 * @throws TlogError `bad-size`
 */
export function tileWidth(size: number, level: number, index: number): number {
  checkTreeSize(size);
  // Exact: dividing by a power of two loses nothing of a safe integer.
  const hashesInLevel = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashesInLevel - index * TILE_WIDTH));
}

/**
 * Returns the partial tiles of a tree of `size` leaves, lowest level first, at most seven. They alone hold all that
 * is needed to know the root and to continue; at a level where only full tiles stand there is none.
 * @throws TlogError `bad-size`
 */
export function partialTiles(size: number): Tile[] {
  checkTreeSize(size);
  const tiles: Tile[] = [];
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const hashesInLevel = Math.floor(size / TILE_WIDTH ** level);
    const width = hashesInLevel % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(hashesInLevel / TILE_WIDTH), width });
  }
  return tiles;
}

/**
 * Yields every tile of a tree of `size` leaves, level by level from 0, each by index; the partial one of a level
 * comes last. The tiles of level 0 have the indexes and widths of the entry bundles too.
 * @throws TlogError `bad-size`
 */
export function* allTiles(size: number): Generator<Tile> {
  checkTreeSize(size);
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const tilesInLevel = Math.ceil(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH);
    for (let index = 0; index < tilesInLevel; index += 1) {
      yield { level, index, width: tileWidth(size, level, index) };
    }
  }
}

/**
 * Returns the first `width` hashes of a tile that may since have grown wider; a partial tile that was published once
 * is served from the wider one in this way.
 * @param hashes at least `width` hashes, a whole number of them
 * @throws TlogError `bad-tile` when they are fewer, or cut in the middle of a hash
 */
export function narrowTile(hashes: Uint8Array, width: number): Uint8Array {
  const isWhole = hashes.length % HASH_BYTES === 0 && hashes.length <= TILE_WIDTH * HASH_BYTES;
  if (!isWhole || hashes.length < width * HASH_BYTES) throw new TlogError('bad-tile');
  return hashes.subarray(0, width * HASH_BYTES);
}
