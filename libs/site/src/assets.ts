import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { City } from './city.ts';
import { colourSheet } from './colours.ts';
import { direction } from './direction.ts';
import { mirrorSheet } from './mirror-sheet.ts';
import type { Encoded } from './smallest.ts';

/** A file that pages link to, kept in memory: there are few and they are small. */
export interface Asset extends Encoded {
  type: string;
  /** Changes when the content does; a part of the address, so that a browser may keep the file for good. */
  version: string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};

const SHEET = 'site.css';
const MIRRORED_SHEET = 'site-rtl.css';

/** Where `npm run build` puts them, seen from the compiled file as well as from the source. */
export const BUILT_ASSETS = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../../dist/assets')
  : join(import.meta.dirname, '../../../assets');

/** The style sheet in the city's colours, and the pictures of the site and of the city's own folder `assets`. */
export class Assets {
  private readonly byName = new Map<string, Asset>();

  /**
   * @param prefix the path that the files are served below, e.g. `/assets`.
   * @param folder the built files, `site.css` among them. Throws when that is missing.
   */
  constructor(
    city: City,
    readonly prefix: string,
    folder = BUILT_ASSETS,
  ) {
    for (const [name, body] of [...filesIn(folder), ...filesIn(join(city.folder, 'assets'))])
      this.add(name, body);
    const sheet = this.byName.get(SHEET);
    if (!sheet) throw new Error(`${join(folder, SHEET)} is missing: npm run build makes it`);
    const css = `${sheet.body.toString('utf8').trim()}${colourSheet(city.colours)}`;
    this.add(SHEET, Buffer.from(css));
    const isMirrored = city.languages.some(({ code }) => direction(code) === 'rtl');
    if (isMirrored) this.add(MIRRORED_SHEET, Buffer.from(mirrorSheet(css)));
  }

  find(name: string): Asset | undefined {
    return this.byName.get(name);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** The address of a file, with its version. Throws on a file that is not there, as a picture would silently miss. */
  url(name: string): string {
    const asset = this.byName.get(name);
    if (!asset) throw new Error(`There is no asset "${name}"`);
    return `${this.prefix}/${name}?v=${asset.version}`;
  }

  sheetFor(code: string): string {
    return this.url(direction(code) === 'rtl' ? MIRRORED_SHEET : SHEET);
  }

  private add(name: string, body: Buffer): void {
    const type = TYPES[extname(name)];
    if (!type) throw new Error(`The asset "${name}" is of a kind that is not served`);
    const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const asset = { type, version, body };
    this.byName.set(name, type.startsWith('image/png') ? asset : whenAsked(asset));
  }
}

/** Squeezed when somebody first asks: most of a second of work for all of them, of which a command or a test needs none. */
function whenAsked(asset: { type: string; version: string; body: Buffer }): Asset {
  let gzip: Buffer | undefined;
  let brotli: Buffer | undefined;
  return {
    ...asset,
    get gzip() {
      gzip ??= gzipSync(asset.body, { level: 9 });
      return gzip;
    },
    get brotli() {
      brotli ??= brotliCompressSync(asset.body);
      return brotli;
    },
  };
}

function filesIn(folder: string): [string, Buffer][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => [entry.name, readFileSync(join(folder, entry.name))]);
}
