import type { Archive } from './archive.ts';
import { Fault } from './fault.ts';
import { hashLeaf } from './hashes.ts';
import { Tree } from './tree.ts';

const WIDTH = 256;
const HASH_BYTES = 32;
const BUNDLE_MAX_BYTES = WIDTH * (2 + 0xffff);

/** Reads the log of a package in one pass, and compares every tile with what the entries give. */
export class Log {
  readonly tree = new Tree((level, hash) => this.#addToLevel(level, hash));
  /** Of each level, the hashes that its last tile has so far, and the index of that tile. */
  readonly #levels: { hashes: string[]; tile: number }[] = [];
  readonly #seen = new Set<string>();

  constructor(
    private readonly archive: Archive,
    private readonly size: number,
    private readonly tell: (fault: Fault) => void,
  ) {}

  /** @throws Fault when entries are missing or cannot be read: what follows them cannot be placed. */
  *entries(): Generator<{ index: number; entry: Buffer }> {
    for (let start = 0; start < this.size; start += WIDTH) {
      const width = Math.min(WIDTH, this.size - start);
      const file = this.#path('entries', start / WIDTH, width);
      const bundle = this.archive.readWhole(file, BUNDLE_MAX_BYTES);
      for (const [place, entry] of splitBundle(bundle, width, { file, record: start }).entries()) {
        this.tree.add(hashLeaf(entry));
        yield { index: start + place, entry };
      }
    }
    for (const [level, { hashes, tile }] of this.#levels.entries()) {
      if (hashes.length > 0) this.#compare(level, tile, hashes);
    }
    this.#refuseOthers();
  }

  #addToLevel(level: number, hash: string): void {
    this.#levels[level] ??= { hashes: [], tile: 0 };
    const row = this.#levels[level];
    row.hashes.push(hash);
    if (row.hashes.length < WIDTH) return;
    this.#compare(level, row.tile, row.hashes);
    this.#levels[level] = { hashes: [], tile: row.tile + 1 };
  }

  #compare(level: number, tile: number, hashes: string[]): void {
    const file = this.#path(String(level), tile, hashes.length);
    const isThere = this.archive.files.get(file)?.size === hashes.length * HASH_BYTES;
    const stored = isThere ? this.archive.readWhole(file, WIDTH * HASH_BYTES) : Buffer.alloc(0);
    const wrong = hashes.findIndex(
      (hash, at) => stored.toString('latin1', at * HASH_BYTES, (at + 1) * HASH_BYTES) !== hash,
    );
    if (wrong < 0) return;
    const record = level === 0 ? tile * WIDTH + wrong : undefined;
    this.tell(new Fault('tile-differs', { file, record }));
  }

  #refuseOthers(): void {
    for (const file of this.archive.files.keys()) {
      if (file.startsWith('data/log/tile/') && !this.#seen.has(file))
        this.tell(new Fault('archive-name', { file }));
    }
  }

  #path(level: string, tile: number, width: number): string {
    const digits = String(tile).padStart(Math.ceil(String(tile).length / 3) * 3, '0');
    const groups = digits.replace(/[0-9]{3}(?=[0-9])/g, 'x$&/');
    const path = `data/log/tile/${level}/${groups}${width < WIDTH ? `.p/${width}` : ''}`;
    this.#seen.add(path);
    return path;
  }
}

function splitBundle(
  bundle: Buffer,
  width: number,
  { file, record }: { file: string; record: number },
): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  for (; entries.length < width; ) {
    const end = at + 2 > bundle.length ? Infinity : at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) throw new Fault('bundle-malformed', { file, record: record + entries.length });
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length) throw new Fault('bundle-malformed', { file });
  return entries;
}
