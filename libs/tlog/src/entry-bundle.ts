import { TILE_WIDTH } from './tile.ts';
import { TlogError } from './tlog-error.ts';

const LENGTH_BYTES = 2;
const ENTRY_MAX_BYTES = 0xffff;

/**
 * Returns an entry bundle: each entry as its length (uint16, big-endian) and its bytes. C2SP tlog-tiles, "Log
 * entries".
 * @param entries 1 to 256 entries of at most 65,535 bytes each
 * @throws TlogError `bad-bundle` for more, fewer or longer ones
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Buffer {
  checkWidth(entries.length);
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > ENTRY_MAX_BYTES) throw new TlogError('bad-bundle');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(entry.length);
    parts.push(length, entry);
  }
  return Buffer.concat(parts);
}

/**
 * Returns the entries of a bundle, as views of the bytes given.
 * @param width the number of entries the bundle's place says it has, 1–256
 * @throws TlogError `bad-bundle` unless there are exactly so many and nothing follows them
 */
export function parseEntryBundle(bundle: Uint8Array, width: number): Buffer[] {
  checkWidth(width);
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Buffer[] = [];
  let at = 0;
  for (let entry = 0; entry < width; entry += 1) {
    const start = at + LENGTH_BYTES;
    if (start > bytes.length) throw new TlogError('bad-bundle');
    at = start + bytes.readUInt16BE(start - LENGTH_BYTES);
    if (at > bytes.length) throw new TlogError('bad-bundle');
    entries.push(bytes.subarray(start, at));
  }
  if (at !== bytes.length) throw new TlogError('bad-bundle');
  return entries;
}

function checkWidth(width: number): void {
  if (!(Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH)) throw new TlogError('bad-bundle');
}
