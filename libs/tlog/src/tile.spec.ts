import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from './fixtures.testing.ts';
import { allTiles, narrowTile, partialTiles, tileWidth } from './tile.ts';

const sizes = fc.oneof(fc.nat(200_000), fc.maxSafeNat());

describe('tiles of a tree', () => {
  it('PROOF-2: a tree of 70,000 leaves has the tiles that C2SP lists for it', () => {
    const tiles = [...allTiles(70_000)];
    const level = (wanted: number) => tiles.filter((tile) => tile.level === wanted);
    expect(level(0)).toHaveLength(274);
    expect(level(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 });
    expect(level(1)).toEqual([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
    ]);
    expect(level(2)).toEqual([{ level: 2, index: 0, width: 1 }]);
    expect(partialTiles(70_000)).toEqual(tiles.filter(({ width }) => width < 256));
  });

  it('PROOF-2: a tree of 256 leaves has one full tile and a partial one above', () => {
    expect([...allTiles(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect([...allTiles(0)]).toEqual([]);
  });

  it('the partial tiles account for every leaf, and have the width of floor(s / 256^l) mod 256', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const tiles = partialTiles(size);
        const leaves = tiles.reduce(
          (sum, { level, width }) => sum + BigInt(width) * 256n ** BigInt(level),
          0n,
        );
        expect(leaves).toBe(BigInt(size));
        for (const { level, index, width } of tiles) {
          expect(BigInt(width)).toBe((BigInt(size) / 256n ** BigInt(level)) % 256n);
          expect(tileWidth(size, level, index)).toBe(width);
          expect(tileWidth(size, level, index + 1)).toBe(0);
          if (index > 0) expect(tileWidth(size, level, index - 1)).toBe(256);
        }
      }),
    );
  });

  it('a number that is no size is refused', () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(codeOf(() => partialTiles(size))).toBe('bad-size');
      expect(codeOf(() => [...allTiles(size)])).toBe('bad-size');
      expect(codeOf(() => tileWidth(size, 0, 0))).toBe('bad-size');
    }
  });

  it('a partial tile is the beginning of the wider one', () => {
    const full = Buffer.alloc(8192, 7);
    expect(narrowTile(full, 256)).toEqual(full);
    expect(narrowTile(full, 3)).toHaveLength(96);
    expect(codeOf(() => narrowTile(full.subarray(0, 64), 3))).toBe('bad-tile');
    expect(codeOf(() => narrowTile(full.subarray(0, 100), 3))).toBe('bad-tile');
    expect(codeOf(() => narrowTile(Buffer.alloc(8224), 3))).toBe('bad-tile');
  });
});
