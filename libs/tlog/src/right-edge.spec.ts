import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from './fixtures.testing.ts';
import { entries, naiveLeaf, naiveRoot, naiveTile } from './naive-tree.testing.ts';
import { RightEdge } from './right-edge.ts';
import { allTiles, type HashTile, narrowTile, partialTiles } from './tile.ts';
import { tilePath } from './tile-path.ts';

const leaves = entries(2000).map(naiveLeaf);

// Tiles by place, the widest one seen: what a sequencer stores.
function store(kept: Map<string, Uint8Array>, tiles: readonly HashTile[]): void {
  for (const { level, index, hashes } of tiles) kept.set(tilePath({ level, index, width: 256 }), hashes);
}

describe('growth at the right edge', () => {
  it('PROOF-2: whatever the batches, tiles and root are those of the naive tree', () => {
    const batches = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(batches, (counts) => {
        const kept = new Map<string, Uint8Array>();
        let edge = RightEdge.empty;
        for (const count of counts) {
          const growth = edge.append(leaves.slice(edge.size, edge.size + count));
          store(kept, growth.tiles);
          expect(growth.size).toBe(edge.size + count);
          expect(growth.root).toEqual(naiveRoot(leaves.slice(0, growth.size)));
          // As after a restart: the next batch continues from the stored rows alone.
          const rows = partialTiles(growth.size).map((tile) => ({
            ...tile,
            hashes: kept.get(tilePath({ ...tile, width: 256 })) ?? Buffer.of(),
          }));
          edge = RightEdge.of(growth.size, rows.toReversed());
          expect(edge.root()).toEqual(growth.root);
        }
        for (const tile of allTiles(edge.size)) {
          const hashes = kept.get(tilePath({ ...tile, width: 256 })) ?? Buffer.of();
          expect(Buffer.compare(hashes, naiveTile(tile, leaves))).toBe(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('hands out each changed tile once, and none that did not change', () => {
    const { edge } = RightEdge.empty.append(leaves.slice(0, 300));
    const { tiles } = edge.append(leaves.slice(300, 310));
    expect(tiles.map(({ level, index, width }) => ({ level, index, width }))).toEqual([
      { level: 0, index: 1, width: 54 },
    ]);
    expect(edge.append([])).toMatchObject({ size: 300, tiles: [] });
  });

  it('a published partial tile is still the beginning of the wider one', () => {
    const narrow = RightEdge.empty.append(leaves.slice(0, 10));
    const wide = narrow.edge.append(leaves.slice(10, 400));
    const [before, after] = [narrow.tiles[0]?.hashes, wide.tiles[0]?.hashes];
    expect(narrowTile(after ?? Buffer.of(), 10)).toEqual(before);
  });

  it('stored rows that are not those of the size are refused', () => {
    const { edge } = RightEdge.empty.append(leaves.slice(0, 300));
    const [low, high] = edge.tiles as [HashTile, HashTile];
    const damages: HashTile[][] = [
      [low],
      [low, high, high],
      [low, low],
      [{ ...low, width: 43 }, high],
      [{ ...low, index: 2 }, high],
      [{ ...low, hashes: low.hashes.subarray(1) }, high],
    ];
    for (const tiles of damages) expect(codeOf(() => RightEdge.of(300, tiles))).toBe('bad-tile');
    expect(codeOf(() => RightEdge.of(301, edge.tiles))).toBe('bad-tile');
    expect(codeOf(() => RightEdge.of(-1, []))).toBe('bad-size');
    expect(codeOf(() => edge.append([Buffer.alloc(31)]))).toBe('bad-hash');
  });

  it('PROOF-3: any changed hash in a stored row changes the root', () => {
    const { edge, root } = RightEdge.empty.append(leaves.slice(0, 300));
    fc.assert(
      fc.property(fc.nat(1), fc.nat(10_000), fc.nat(7), (which, at, bit) => {
        const tiles = edge.tiles.map((tile) => ({ ...tile, hashes: Buffer.from(tile.hashes) }));
        const hashes = tiles[which]?.hashes ?? Buffer.of();
        const byte = at % hashes.length;
        hashes.writeUInt8(hashes.readUInt8(byte) ^ (1 << bit), byte);
        expect(RightEdge.of(300, tiles).root()).not.toEqual(root);
      }),
    );
  });
});
