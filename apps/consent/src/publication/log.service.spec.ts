import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allTiles,
  bundlePath,
  openCheckpoint,
  parseEntryBundle,
  partialTiles,
  TILE_WIDTH,
  type Tile,
  tilePath,
} from '#libs/tlog';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { fillInbox, naiveRoot, storedEntries } from '../ledger.testing.ts';
import { noteSigner, verifierKey } from '../signing/signing-keys.ts';
import { PublicationService } from './publication.service.ts';

let consent: RunningConsent;
let entries: Buffer[];
let sizes: number[];

/** Grows in steps that differ from run to run, and publishes after each. */
beforeAll(async () => {
  consent = await runConsent();
  for (const events of fc.sample(fc.integer({ min: 1, max: 200 }), 8)) {
    await fillInbox(consent, events);
    await consent.sequence();
    await consent.app.get(PublicationService).publish();
  }
  entries = await storedEntries(consent);
  const rows = await consent.dataSource.query<{ size: string }[]>('SELECT size FROM signed_checkpoints');
  sizes = rows.map(({ size }) => Number(size));
}, 60_000);

afterAll(async () => {
  await consent.stop();
});

async function get(path: string) {
  return consent.app.inject(`/ledger/${path}`);
}

/** The hashes of a tile by its definition. */
function naiveTile({ level, index, width }: Tile): Buffer {
  const span = TILE_WIDTH ** level;
  const starts = Array.from({ length: width }, (_, at) => (index * TILE_WIDTH + at) * span);
  return Buffer.concat(starts.map((start) => naiveRoot(entries.slice(start, start + span))));
}

describe('the log that everybody can fetch', () => {
  it('PROOF-2: its checkpoint is a signed note with the root of all entries, kept for moments only', async () => {
    const { statusCode, headers, body } = await get('checkpoint');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=2',
    });
    const { ledgerOrigin, ledgerKey } = consent.settings;
    const key = verifierKey(noteSigner(ledgerOrigin, String(ledgerKey[0])));
    const { size, root } = openCheckpoint(body, key);
    expect({ size, root }).toEqual({ size: entries.length, root: naiveRoot(entries) });
  });

  it('PROOF-2: has every tile and bundle of every checkpoint that was published, partial ones too', async () => {
    for (const tile of sizes.flatMap((size) => [...allTiles(size)])) {
      const { statusCode, headers, rawPayload } = await get(tilePath(tile));
      expect({ tile, statusCode }).toEqual({ tile, statusCode: 200 });
      expect(rawPayload.equals(naiveTile(tile))).toBe(true);
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      if (tile.level > 0) continue;
      const bundle = await get(bundlePath(tile));
      const first = tile.index * TILE_WIDTH;
      expect(bundle.statusCode).toBe(200);
      expect(parseEntryBundle(bundle.rawPayload, tile.width)).toEqual(
        entries.slice(first, first + tile.width),
      );
    }
  });

  it('has no partial tile that no published checkpoint has', async () => {
    const there = new Set(sizes.flatMap((size) => partialTiles(size).map(tilePath)));
    for (let width = 1; width < TILE_WIDTH; width += 7) {
      for (const level of [0, 1]) {
        const path = tilePath({ level, index: 0, width });
        expect({ path, status: (await get(path)).statusCode }).toEqual({
          path,
          status: there.has(path) ? 200 : 404,
        });
      }
    }
  });

  it.each([
    'tile/0/x999/999',
    'tile/2/000',
    'tile/63/000.p/1',
    'tile/0/x009/x007/x199/x254/x740/991',
    'tile/0/000.p/256',
    'tile/0/0',
    'tile/00/000',
    'tile/0/000/',
    'tile/0/%30%30%30',
    'tile/64/000',
    'tile/entries',
    'tile/entries/x999/999',
    'tile/data/000',
    'tile/0/../../checkpoint/x',
  ])('answers 404, which nobody may keep, to %s', async (path) => {
    const { statusCode, headers, body } = await get(path);
    expect({ statusCode, cache: headers['cache-control'] }).toEqual({ statusCode: 404, cache: 'no-store' });
    expect(body).not.toMatch(/\bat .*\.ts:/);
  });
});
