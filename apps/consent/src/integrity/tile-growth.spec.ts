import { describe, expect, it } from '@jest/globals';
import { leafHash, perfectRoot } from '#libs/tlog';
import { firstLeafBelow, TileGrowth } from './tile-growth.ts';

const hashes = Array.from({ length: 600 }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));

describe('the tiles that follow from the leaves', () => {
  const growth = new TileGrowth();
  const filled = hashes.flatMap((hash) => growth.take(hash));

  it('are full at 256 leaves each', () => {
    expect(filled.map(({ level, index }) => [level, index])).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(filled[1]?.hashes.equals(Buffer.concat(hashes.slice(256, 512)))).toBe(true);
  });

  it('hold above the roots of full ones, and the rest below', () => {
    const [below, above] = growth.begun();
    expect([below?.level, below?.index, below?.hashes.length]).toEqual([0, 2, 88 * 32]);
    expect([above?.level, above?.index]).toEqual([1, 0]);
    const roots = [hashes.slice(0, 256), hashes.slice(256, 512)].map((tile) =>
      perfectRoot(Buffer.concat(tile)),
    );
    expect(above?.hashes.equals(Buffer.concat(roots))).toBe(true);
  });

  it('begin at a leaf', () => {
    expect(firstLeafBelow({ level: 0, index: 2 })).toBe(512);
    expect(firstLeafBelow({ level: 1, index: 1 })).toBe(65536);
  });
});
