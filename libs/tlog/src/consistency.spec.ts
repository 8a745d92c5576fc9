import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeConsistencyProof, verifyConsistency } from './consistency.ts';
import { entries, naiveLeaf, naiveProof, naiveReader, naiveRoot } from './naive-tree.testing.ts';
import { mutations } from './proof-mutations.testing.ts';
import type { TlogError } from './tlog-error.ts';

const leaves = entries(701).map(naiveLeaf);
const headOf = (size: number) => ({ size, root: naiveRoot(leaves.slice(0, size)) });
const pairs = fc
  .oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 700 }))
  .chain((newer) => fc.record({ newer: fc.constant(newer), older: fc.integer({ min: 1, max: newer }) }));

describe('consistency proofs', () => {
  it('PROOF-2: made from tiles, they are those of RFC 6962 and verify', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ({ older, newer }) => {
        const tree = leaves.slice(0, newer);
        const proof = await makeConsistencyProof(older, newer, naiveReader(tree));
        expect(proof).toEqual(naiveProof(older, tree));
        expect(verifyConsistency(headOf(older), headOf(newer), proof)).toBe(true);
      }),
    );
  });

  it('PROOF-2: for every pair of sizes up to 33', async () => {
    for (let newer = 1; newer <= 33; newer += 1) {
      const read = naiveReader(leaves.slice(0, newer));
      for (let older = 1; older <= newer; older += 1) {
        const proof = await makeConsistencyProof(older, newer, read);
        expect(verifyConsistency(headOf(older), headOf(newer), proof)).toBe(true);
      }
    }
  });

  it('PROOF-3: no mutation of a valid proof verifies', () => {
    fc.assert(
      fc.property(
        pairs.chain((pair) => {
          const proof = naiveProof(pair.older, leaves.slice(0, pair.newer));
          return fc.record({ pair: fc.constant(pair), mutated: mutations(proof) });
        }),
        ({ pair: { older, newer }, mutated }) => {
          expect(verifyConsistency(headOf(older), headOf(newer), mutated)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('PROOF-3: a log that rewrote a leaf or dropped one has no proof', () => {
    fc.assert(
      fc.property(pairs, fc.nat(700), ({ older, newer }, at) => {
        const tree = leaves.slice(0, newer);
        const forged = tree.with(at % older, naiveLeaf(Buffer.from('rewritten')));
        const proof = naiveProof(older, forged);
        expect(verifyConsistency(headOf(older), { size: newer, root: naiveRoot(forged) }, proof)).toBe(false);
        expect(verifyConsistency({ ...headOf(older), root: naiveRoot(forged) }, headOf(newer), proof)).toBe(
          false,
        );
      }),
    );
  });

  it('PROOF-3: the same size with another root is a fork', () => {
    expect(verifyConsistency(headOf(7), headOf(7), [])).toBe(true);
    expect(verifyConsistency(headOf(7), { ...headOf(8), size: 7 }, [])).toBe(false);
    expect(verifyConsistency(headOf(7), headOf(7), [headOf(7).root])).toBe(false);
  });

  it('PROOF-3: the same root under a larger size is not shown by repeating it', () => {
    for (const size of [3, 4]) {
      const older = headOf(size);
      for (const proof of [[], [older.root]]) {
        expect(verifyConsistency(older, { ...older, size: 7 }, proof)).toBe(false);
      }
    }
  });

  it('PROOF-3: nothing is proved about an empty tree, backwards, or with numbers that are no sizes', async () => {
    const read = naiveReader(leaves.slice(0, 10));
    const code = (promise: Promise<unknown>) => promise.catch((error: TlogError) => error.code);
    expect(await code(makeConsistencyProof(0, 10, read))).toBe('bad-size');
    expect(await code(makeConsistencyProof(0, 0, read))).toBe('bad-size');
    expect(await code(makeConsistencyProof(10, 9, read))).toBe('bad-size');
    expect(await code(makeConsistencyProof(3, 10, async () => []))).toBe('bad-tile');
    for (const size of [0, 11, -1, 0.5, Number.NaN, 2 ** 53]) {
      expect(verifyConsistency({ ...headOf(1), size }, headOf(10), [])).toBe(false);
    }
    expect(verifyConsistency(headOf(1), { ...headOf(10), size: 2 ** 53 }, [])).toBe(false);
  });
});
