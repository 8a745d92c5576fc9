import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  encodeEntryBundle,
  narrowTile,
  parseTilePath,
  TILE_WIDTH,
  type TilePath,
  TlogError,
} from '#libs/tlog';
import { wasPublished } from './signed-checkpoints.query.ts';
import { storedTiles } from './stored-tiles.ts';

/** Tiles and entry bundles of the published ledger (C2SP tlog-tiles). */
@Injectable()
export class TilesService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param path as it stands under the log's prefix, e.g. `tile/0/x001/067.p/12`.
   * @returns undefined when it is no path of a tile, or no published checkpoint has that tile.
   */
  async read(path: string): Promise<Buffer | undefined> {
    const tile = parsed(path);
    if (!tile || !(await this.#isPublished(tile))) return undefined;
    return tile.holds === 'hashes' ? this.#hashes(tile) : this.#entries(tile);
  }

  /** A full tile is there from a size on; a partial one belongs to the sizes at which the tree ended in it. */
  async #isPublished(tile: TilePath): Promise<boolean> {
    const span = TILE_WIDTH ** (tile.holds === 'hashes' ? tile.level : 0);
    const hashes = tile.index * TILE_WIDTH + tile.width;
    const least = hashes * span;
    if (!Number.isSafeInteger(least)) return false;
    const end = tile.width === TILE_WIDTH ? Number.MAX_SAFE_INTEGER : least + span;
    return wasPublished(this.dataSource.manager, least, end);
  }

  async #hashes(tile: TilePath & { holds: 'hashes' }): Promise<Buffer> {
    const [stored = new Uint8Array()] = await storedTiles(this.dataSource.manager)([tile]);
    return Buffer.from(narrowTile(stored, tile.width));
  }

  async #entries({ index, width }: TilePath): Promise<Buffer> {
    const first = index * TILE_WIDTH;
    const rows = await this.dataSource.query<{ entry: Buffer }[]>(
      'SELECT entry FROM leaves WHERE index >= $1 AND index < $2 ORDER BY index',
      [first, first + width],
    );
    return encodeEntryBundle(rows.map(({ entry }) => entry));
  }
}

function parsed(path: string): TilePath | undefined {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}
