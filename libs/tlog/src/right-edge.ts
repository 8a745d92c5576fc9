import { Frontier } from './frontier.ts';
import { checkHash, HASH_BYTES, perfectRoot } from './hashes.ts';
import { type HashTile, partialTiles, TILE_WIDTH, type Tile } from './tile.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize, perfectSubtrees } from './tree.ts';

/** What an append leaves to be stored. */
export interface Growth {
  /** Leaves after the append. */
  readonly size: number;
  /** Root over all of them, 32 bytes. */
  readonly root: Buffer;
  /** Each tile that is new or wider than before, as it now is, lowest level first; no widths in between. */
  readonly tiles: readonly HashTile[];
  /** Where the next append continues. */
  readonly edge: RightEdge;
}

/**
 * The growing side of a stored log: its partial tiles, from which root and continuation follow. A sequencer reads
 * the rows that `partialTiles(size)` names, compares `root()` with the stored root, appends, and stores
 * `Growth.tiles`. It never changes: `append` returns the next one.
 */
export class RightEdge {
  static readonly empty = new RightEdge(0, []);

  readonly size: number;
  readonly tiles: readonly HashTile[];

  private constructor(size: number, tiles: readonly HashTile[]) {
    this.size = size;
    this.tiles = tiles;
  }

  /**
   * Takes the stored tiles of a tree of `size` leaves, in any order: exactly those `partialTiles(size)` names.
   * @throws TlogError `bad-size`, or `bad-tile` when one is missing, left over, or of another width or length
   */
  static of(size: number, tiles: readonly HashTile[]): RightEdge {
    const expected = partialTiles(size);
    if (tiles.length !== expected.length) throw new TlogError('bad-tile');
    return new RightEdge(
      size,
      expected.map((tile) => findTile(tiles, tile)),
    );
  }

  /** Returns the roots of the perfect subtrees. */
  frontier(): Frontier {
    const hashes = this.tiles
      .toReversed()
      .flatMap((tile) =>
        perfectSubtrees({ start: 0, end: tile.width }).map(({ start, end }) =>
          perfectRoot(tile.hashes.subarray(start * HASH_BYTES, end * HASH_BYTES)),
        ),
      );
    return Frontier.of(this.size, hashes);
  }

  /** Returns the 32-byte root of the tree. */
  root(): Buffer {
    return this.frontier().root();
  }

  /**
   * Adds leaves in their order, any number of them; 2,048 take one to three milliseconds.
   * @param leafHashes 32 bytes each, from `leafHash`
   * @throws TlogError `bad-hash`, or `bad-size` beyond 2^53 − 1 leaves
   */
  append(leafHashes: readonly Uint8Array[]): Growth {
    const size = this.size + leafHashes.length;
    checkTreeSize(size);
    const grown: HashTile[] = [];
    let added: readonly Uint8Array[] = leafHashes.map(checkHash);
    for (let level = 0; added.length > 0; level += 1) {
      const tiles = this.#growLevel(level, added);
      grown.push(...tiles);
      // A partial tile is never hashed upward: its root would change, and a tile's hash never does.
      added = tiles.filter((tile) => tile.width === TILE_WIDTH).map((tile) => perfectRoot(tile.hashes));
    }
    const known = [...grown, ...this.tiles];
    const edge = new RightEdge(
      size,
      partialTiles(size).map((tile) => findTile(known, tile)),
    );
    return { size, root: edge.root(), tiles: grown, edge };
  }

  #growLevel(level: number, added: readonly Uint8Array[]): HashTile[] {
    const partial = this.tiles.find((tile) => tile.level === level);
    const first = Math.floor(this.size / TILE_WIDTH ** (level + 1));
    const row = Buffer.concat(partial === undefined ? added : [partial.hashes, ...added]);
    const tiles: HashTile[] = [];
    for (let at = 0; at < row.length; at += TILE_WIDTH * HASH_BYTES) {
      const hashes = row.subarray(at, at + TILE_WIDTH * HASH_BYTES);
      tiles.push({ level, index: first + tiles.length, width: hashes.length / HASH_BYTES, hashes });
    }
    return tiles;
  }
}

function findTile(tiles: readonly HashTile[], { level, index, width }: Tile): HashTile {
  const tile = tiles.find((each) => each.level === level && each.index === index && each.width === width);
  if (tile?.hashes.length !== width * HASH_BYTES) throw new TlogError('bad-tile');
  return tile;
}
