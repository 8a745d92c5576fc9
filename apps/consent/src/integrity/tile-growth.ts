import { perfectRoot, TILE_WIDTH } from '#libs/tlog';

/** A tile with the hashes that it has to hold. */
export interface GrownTile {
  level: number;
  index: number;
  hashes: Buffer;
}

/** The tiles that follow from the leaves alone (C2SP tlog-tiles): what is served may hold nothing else. */
export class TileGrowth {
  readonly #levels: { full: number; hashes: Buffer[] }[] = [];

  /** @returns the tiles that this leaf fills, the lowest level first. */
  take(leaf: Buffer): GrownTile[] {
    const filled: GrownTile[] = [];
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const tile = this.#levels[level] ?? { full: 0, hashes: [] };
      this.#levels[level] = tile;
      tile.hashes.push(hash);
      if (tile.hashes.length < TILE_WIDTH) return filled;
      const hashes = Buffer.concat(tile.hashes);
      filled.push({ level, index: tile.full, hashes });
      hash = perfectRoot(hashes);
      this.#levels[level] = { full: tile.full + 1, hashes: [] };
    }
  }

  /** The last tile of each level, as far as it is filled. */
  begun(): GrownTile[] {
    return this.#levels.flatMap(({ full, hashes }, level) =>
      hashes.length > 0 ? [{ level, index: full, hashes: Buffer.concat(hashes) }] : [],
    );
  }
}

/** The first leaf below a tile. */
export function firstLeafBelow({ level, index }: { level: number; index: number }): number {
  return index * TILE_WIDTH ** (level + 1);
}
