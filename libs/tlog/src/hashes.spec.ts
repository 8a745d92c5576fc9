import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from './fixtures.testing.ts';
import { emptyRoot, leafHash, nodeHash, perfectRoot } from './hashes.ts';
import { entries, naiveLeaf, naiveNode, naiveRoot } from './naive-tree.testing.ts';

describe('hashes', () => {
  it('PROOF-2: leaves, nodes and the empty tree are hashed as RFC 6962 says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1100 }), (entry) => {
        expect(leafHash(entry)).toEqual(naiveLeaf(entry));
        const [left, right] = [naiveLeaf(entry), naiveLeaf(Buffer.of(1))];
        expect(nodeHash(left, right)).toEqual(naiveNode(left, right));
      }),
    );
    expect(emptyRoot()).toEqual(naiveRoot([]));
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'a row of 2^%d hashes has the root of a tree of so many leaves',
    (height) => {
      const leaves = entries(2 ** height).map(naiveLeaf);
      const row = Buffer.concat(leaves);
      expect(perfectRoot(row)).toEqual(naiveRoot(leaves));
      expect(row).toEqual(Buffer.concat(leaves));
    },
  );

  it('a row that is not perfect, or cut in a hash, is refused', () => {
    for (const length of [0, 31, 33, 96, 160, 8191]) {
      expect(codeOf(() => perfectRoot(Buffer.alloc(length)))).toBe('bad-hash');
    }
  });

  it('a child that is no hash is refused', () => {
    expect(codeOf(() => nodeHash(Buffer.alloc(31), Buffer.alloc(32)))).toBe('bad-hash');
    expect(codeOf(() => nodeHash(Buffer.alloc(32), Buffer.alloc(33)))).toBe('bad-hash');
  });

  it('one hash does not change when the next is computed', () => {
    const first = nodeHash(Buffer.alloc(32, 1), Buffer.alloc(32, 2));
    const copy = Buffer.from(first);
    nodeHash(Buffer.alloc(32, 3), Buffer.alloc(32, 4));
    perfectRoot(Buffer.alloc(64, 5));
    expect(first).toEqual(copy);
  });
});
