import { TILE_WIDTH, type Tile } from './tile.ts';
import { TlogError } from './tlog-error.ts';
import { isCount } from './tree.ts';

/** What a path under the log's prefix asks for: a tile of hashes, or a bundle of entries. */
export type TilePath =
  | (Tile & { readonly holds: 'hashes' })
  | (Omit<Tile, 'level'> & { readonly holds: 'entries' });

const pattern = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/**
 * Returns the path of a tile under the log's prefix, without a leading slash: `tile/0/x001/x234/067.p/12`.
 * @throws TlogError `bad-path` when level (0–63), index or width (1–256) is outside its bounds
 */
export function tilePath(tile: Tile): string {
  if (!Number.isInteger(tile.level) || tile.level < 0 || tile.level > 63) throw new TlogError('bad-path');
  return `tile/${tile.level}/${place(tile)}`;
}

/**
 * Returns the path of an entry bundle under the log's prefix: `tile/entries/000.p/3`.
 * @throws TlogError `bad-path` when index or width (1–256) is outside its bounds
 */
export function bundlePath(bundle: Omit<Tile, 'level'>): string {
  return `tile/entries/${place(bundle)}`;
}

/**
 * Reads the path of a tile or bundle as it stands under the log's prefix, without a leading slash or query. Each
 * tile has one spelling only: no additional zeros or groups, and no `.p/256`. C2SP tlog-tiles, "Merkle Tree".
 * @throws TlogError `bad-path`
 */
export function parseTilePath(path: string): TilePath {
  const [, level, groups, partial] = pattern.exec(path) ?? [];
  if (level === undefined || groups === undefined) throw new TlogError('bad-path');
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const parsed: TilePath =
    level === 'entries'
      ? { holds: 'entries', index, width }
      : { holds: 'hashes', level: Number(level), index, width };
  const canonical = parsed.holds === 'entries' ? bundlePath(parsed) : tilePath(parsed);
  if (canonical !== path) throw new TlogError('bad-path');
  return parsed;
}

function place({ index, width }: Omit<Tile, 'level'>): string {
  const isWidth = Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
  if (!isCount(index) || !isWidth) throw new TlogError('bad-path');
  return encodeIndex(index) + (width < TILE_WIDTH ? `.p/${width}` : '');
}

// Groups of three digits, all but the last marked with x, so that a file never stands where a folder must.
function encodeIndex(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return padded.replaceAll(/[0-9]{3}(?=[0-9])/g, 'x$&/');
}
