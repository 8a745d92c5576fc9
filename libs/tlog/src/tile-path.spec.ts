import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, codeOf, damaged, raisesOnlyItsOwnError } from './fixtures.testing.ts';
import { bundlePath, parseTilePath, tilePath } from './tile-path.ts';

describe('paths of tiles', () => {
  it.each([
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/1/x001/000.p/255', { level: 1, index: 1000, width: 255 }],
    ['tile/63/999.p/1', { level: 63, index: 999, width: 1 }],
    ['tile/5/x009/x007/x199/x254/x740/991.p/9', { level: 5, index: Number.MAX_SAFE_INTEGER, width: 9 }],
  ])('PROOF-2: %s names a tile', (path, tile) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual({ holds: 'hashes', ...tile });
  });

  it('PROOF-2: entry bundles have the same places', () => {
    expect(bundlePath({ index: 1_234_067, width: 8 })).toBe('tile/entries/x001/x234/067.p/8');
    expect(parseTilePath('tile/entries/x001/x234/067.p/8')).toEqual({
      holds: 'entries',
      index: 1_234_067,
      width: 8,
    });
  });

  it('each tile has one path, and each path one tile', () => {
    const tiles = fc.record({
      level: fc.integer({ min: 0, max: 63 }),
      index: fc.oneof(fc.nat(5000), fc.maxSafeNat()),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual({ holds: 'hashes', ...tile });
        expect(parseTilePath(bundlePath(tile))).toMatchObject({ holds: 'entries', index: tile.index });
      }),
    );
  });

  it.each([
    '',
    'checkpoint',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/234',
    'tile/0/x001',
    'tile/0/X001/234',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/',
    'tile/0/000.p/1.p/1',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
    'tile/entries/000.p/256',
    'tile/entries',
    'tile/data/000',
    'tile/0/٠٠٠',
  ])('"%s" is no path of a tile', (path) => {
    expect(codeOf(() => parseTilePath(path))).toBe('bad-path');
  });

  it('a place that no tile can have gets no path', () => {
    expect(codeOf(() => tilePath({ level: 64, index: 0, width: 1 }))).toBe('bad-path');
    expect(codeOf(() => tilePath({ level: 0.5, index: 0, width: 1 }))).toBe('bad-path');
    expect(codeOf(() => tilePath({ level: 0, index: -1, width: 1 }))).toBe('bad-path');
    expect(codeOf(() => bundlePath({ index: 0, width: 0 }))).toBe('bad-path');
    expect(codeOf(() => bundlePath({ index: 0, width: 257 }))).toBe('bad-path');
  });

  it('hostile paths raise only its own error', () => {
    raisesOnlyItsOwnError(parseTilePath, anyText());
    raisesOnlyItsOwnError(parseTilePath, damaged('tile/entries/x001/x234/067.p/8'));
  });
});
