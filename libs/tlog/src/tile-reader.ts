import { HASH_BYTES, nodeHash, perfectRoot } from './hashes.ts';
import { RightEdge } from './right-edge.ts';
import { type HashTile, narrowTile, partialTiles, TILE_WIDTH, type Tile, tileWidth } from './tile.ts';
import { TlogError } from './tlog-error.ts';
import { type LeafRange, perfectSubtrees } from './tree.ts';

/**
 * Reads tiles from wherever they are stored, all that one proof needs in one call. Answers in the order asked, for
 * each tile the hashes concatenated; they may be more than asked for when the tile has grown since.
 */
export type ReadTiles = (tiles: readonly Tile[]) => Promise<readonly Uint8Array[]>;

/**
 * Reads the right edge of a tree of `size` leaves: its root, frontier and continuation, at any size that the log
 * ever had.
 * @throws TlogError `bad-size`, or `bad-tile` when the reader does not answer with the tiles
 */
export async function readRightEdge(size: number, readTiles: ReadTiles): Promise<RightEdge> {
  return RightEdge.of(size, await fetchTiles(partialTiles(size), readTiles));
}

/**
 * Returns, for each range of leaves that an RFC 6962 proof names, the 32-byte root of the subtree over it, in a tree
 * of `size` leaves.
 * @throws TlogError `bad-size`, or `bad-tile` when the reader does not answer with the tiles
 */
export async function hashRanges(
  ranges: readonly LeafRange[],
  size: number,
  readTiles: ReadTiles,
): Promise<Buffer[]> {
  const rows = ranges.map((range) => perfectSubtrees(range).map((subtree) => locate(subtree, size)));
  const wanted = new Map(rows.flat().map((row) => [row.key, row.tile]));
  const fetched = await fetchTiles([...wanted.values()], readTiles);
  const tiles = new Map([...wanted.keys()].map((key, at) => [key, fetched[at]?.hashes ?? new Uint8Array()]));
  return rows.map((subtrees) =>
    subtrees
      .map(({ key, from, to }) => perfectRoot(tiles.get(key)?.subarray(from, to) ?? new Uint8Array()))
      .reduceRight((right, left) => nodeHash(left, right)),
  );
}

interface TileRow {
  readonly key: string;
  readonly tile: Tile;
  /** Byte offsets of the subtree's lowest stored row within the tile. */
  readonly from: number;
  readonly to: number;
}

// A perfect subtree of height h stands in level floor(h / 8), as a row of 2^(h mod 8) hashes of one tile.
function locate({ start, end }: LeafRange, size: number): TileRow {
  let level = 0;
  while (TILE_WIDTH ** (level + 1) <= end - start) level += 1;
  const first = start / TILE_WIDTH ** level;
  const count = (end - start) / TILE_WIDTH ** level;
  const index = Math.floor(first / TILE_WIDTH);
  const from = (first % TILE_WIDTH) * HASH_BYTES;
  return {
    key: `${level}/${index}`,
    tile: { level, index, width: tileWidth(size, level, index) },
    from,
    to: from + count * HASH_BYTES,
  };
}

async function fetchTiles(tiles: readonly Tile[], readTiles: ReadTiles): Promise<HashTile[]> {
  if (tiles.length === 0) return [];
  const answers = await readTiles(tiles);
  if (answers.length !== tiles.length) throw new TlogError('bad-tile');
  return tiles.map((tile, at) => ({
    ...tile,
    hashes: narrowTile(answers[at] ?? new Uint8Array(), tile.width),
  }));
}
