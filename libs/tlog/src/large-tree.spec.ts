import { describe, expect, it } from '@jest/globals';
import { makeConsistencyProof, verifyConsistency } from './consistency.ts';
import { Frontier } from './frontier.ts';
import { makeInclusionProof, verifyInclusion } from './inclusion.ts';
import {
  entries,
  naiveLeaf,
  naivePath,
  naiveProof,
  naiveReader,
  naiveRoot,
  naiveTile,
} from './naive-tree.testing.ts';
import { RightEdge } from './right-edge.ts';
import { allTiles } from './tile.ts';
import { type ReadTiles, readRightEdge } from './tile-reader.ts';

// Large enough for tiles of level 2; the naive tree over it is computed as seldom as possible.
const size = 70_000;
const leaves = entries(size).map(naiveLeaf);
const root = naiveRoot(leaves);
const read = naiveReader(leaves);
const headOf = async (older: number) => ({ size: older, root: (await readRightEdge(older, read)).root() });

describe('a tree of three levels of tiles', () => {
  it('PROOF-2: has the tiles of the definition, however it grew', () => {
    const first = RightEdge.empty.append(leaves.slice(0, 65_535));
    const second = first.edge.append(leaves.slice(65_535));
    expect(second.root).toEqual(root);
    expect(second.edge.frontier().encode()).toEqual(Frontier.empty.append(leaves).encode());
    const kept = new Map(
      [...first.tiles, ...second.tiles].map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]),
    );
    const places = [...allTiles(size)];
    expect(kept.size).toBe(places.length);
    for (const place of places.filter(({ level, index }) => level > 0 || index > 250)) {
      const hashes = kept.get(`${place.level}/${place.index}`) ?? Buffer.of();
      expect(naiveTile(place, leaves).equals(hashes)).toBe(true);
    }
  });

  it('PROOF-2: root and continuation follow from the partial tiles of any size it had', async () => {
    for (const older of [0, 1, 65_536, 66_000]) {
      const edge = await readRightEdge(older, read);
      expect(edge.root()).toEqual(naiveRoot(leaves.slice(0, older)));
      expect(edge.append(leaves.slice(older)).root).toEqual(root);
    }
  });

  it('a reader that does not answer with the tiles is refused', async () => {
    const answers: ReadTiles[] = [
      async () => [],
      async () => [Buffer.alloc(64)],
      async () => [Buffer.alloc(97)],
      async () => [Buffer.alloc(96), Buffer.alloc(96)],
    ];
    for (const answer of answers) {
      await expect(readRightEdge(3, answer)).rejects.toMatchObject({ name: 'TlogError', code: 'bad-tile' });
    }
  });

  it('PROOF-3: proves any leaf, with few tiles in one read', async () => {
    for (const index of [0, 256, 65_535, 65_536, 69_888, 69_999]) {
      const asked: number[] = [];
      const proof = await makeInclusionProof(index, size, (tiles) => {
        asked.push(tiles.length);
        return read(tiles);
      });
      expect(asked).toHaveLength(1);
      expect(asked[0]).toBeLessThanOrEqual(5);
      if (index === 65_536) expect(proof).toEqual(naivePath(index, leaves));
      expect(verifyInclusion({ index, hash: leaves[index] ?? Buffer.of() }, { size, root }, proof)).toBe(
        true,
      );
    }
  });

  it('PROOF-3: proves that it continues every older tree', async () => {
    for (const older of [1, 255, 256, 257, 65_535, 65_536, 65_537, 69_888, 69_999, size]) {
      const proof = await makeConsistencyProof(older, size, read);
      if (older === 65_537) expect(proof).toEqual(naiveProof(older, leaves));
      expect(verifyConsistency(await headOf(older), { size, root }, proof)).toBe(true);
    }
  });
});
