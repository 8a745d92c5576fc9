import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeInclusionProof, verifyInclusion } from './inclusion.ts';
import { entries, naiveLeaf, naivePath, naiveReader, naiveRoot } from './naive-tree.testing.ts';
import { mutations } from './proof-mutations.testing.ts';
import { TlogError } from './tlog-error.ts';

const leaves = entries(701).map(naiveLeaf);
const trees = fc
  .oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 700 }))
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
const leafAt = (index: number) => ({ index, hash: leaves[index] ?? Buffer.of() });

describe('inclusion proofs', () => {
  it('PROOF-2: made from tiles, they are those of RFC 6962 and verify', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async ({ size, index }) => {
        const tree = leaves.slice(0, size);
        const proof = await makeInclusionProof(index, size, naiveReader(tree));
        expect(proof).toEqual(naivePath(index, tree));
        expect(verifyInclusion(leafAt(index), { size, root: naiveRoot(tree) }, proof)).toBe(true);
      }),
    );
  });

  it('a tile that has grown since serves as well', async () => {
    const proof = await makeInclusionProof(3, 10, async (tiles) => {
      expect(tiles).toEqual([{ level: 0, index: 0, width: 10 }]);
      return [Buffer.concat(leaves.slice(0, 12))];
    });
    expect(proof).toEqual(naivePath(3, leaves.slice(0, 10)));
  });

  it('PROOF-3: no mutation of a valid proof verifies', () => {
    fc.assert(
      fc.property(
        trees
          .filter(({ size }) => size > 1)
          .chain((tree) => {
            const proof = naivePath(tree.index, leaves.slice(0, tree.size));
            return fc.record({ tree: fc.constant(tree), mutated: mutations(proof) });
          }),
        ({ tree: { size, index }, mutated }) => {
          const root = naiveRoot(leaves.slice(0, size));
          expect(verifyInclusion(leafAt(index), { size, root }, mutated)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('PROOF-3: no proof verifies for another leaf, another place or another root', () => {
    fc.assert(
      fc.property(trees, fc.nat(700), ({ size, index }, other) => {
        const tree = leaves.slice(0, size);
        const root = naiveRoot(tree);
        const proof = naivePath(index, tree);
        if (other !== index) {
          expect(verifyInclusion({ index, hash: leafAt(other).hash }, { size, root }, proof)).toBe(false);
          expect(verifyInclusion({ index: other, hash: leafAt(index).hash }, { size, root }, proof)).toBe(
            false,
          );
        }
        expect(verifyInclusion(leafAt(index), { size, root: leafAt(699).hash }, proof)).toBe(false);
      }),
    );
  });

  it('PROOF-3: numbers and lengths that make no sense are just not proofs', () => {
    const root = naiveRoot(leaves.slice(0, 1));
    expect(verifyInclusion(leafAt(0), { size: 1, root }, [])).toBe(true);
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [Number.NaN, 1],
      [0, Number.NaN],
      [0, 2 ** 53],
    ]) {
      expect(verifyInclusion({ index: index ?? 0, hash: root }, { size: size ?? 0, root }, [])).toBe(false);
    }
    const short = root.subarray(1);
    expect(verifyInclusion({ index: 0, hash: short }, { size: 1, root: short }, [])).toBe(false);
  });

  it('outside the tree, or without its tiles, no proof is made', async () => {
    const read = naiveReader(leaves.slice(0, 10));
    const code = (promise: Promise<unknown>) => promise.catch((error: TlogError) => error.code);
    expect(await code(makeInclusionProof(10, 10, read))).toBe('bad-size');
    expect(await code(makeInclusionProof(-1, 10, read))).toBe('bad-size');
    expect(await code(makeInclusionProof(0, 10, async () => []))).toBe('bad-tile');
    expect(await code(makeInclusionProof(0, 10, async () => [Buffer.alloc(288)]))).toBe('bad-tile');
    await expect(makeInclusionProof(0, 10, async () => [Buffer.alloc(7)])).rejects.toBeInstanceOf(TlogError);
  });
});
