import type { EntityManager } from 'typeorm';
import type { ReadTiles } from '#libs/tlog';

/** Reads tiles as stored: the last one of a level may have grown since. */
export function storedTiles(manager: EntityManager): ReadTiles {
  return async (tiles) => {
    const rows = await manager.query<{ level: number; index: string; hashes: Buffer }[]>(
      `SELECT level, index, hashes FROM tiles
       WHERE (level, index) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`,
      [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index)],
    );
    const stored = new Map(rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
    return tiles.map(({ level, index }) => stored.get(`${level}/${index}`) ?? new Uint8Array());
  };
}
