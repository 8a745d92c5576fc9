import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf, damagedBytes, raisesOnlyItsOwnError } from './fixtures.testing.ts';
import { Frontier } from './frontier.ts';
import { entries, naiveLeaf, naiveRoot } from './naive-tree.testing.ts';

const leaves = entries(300).map(naiveLeaf);

describe('the frontier', () => {
  it('PROOF-2: has the root of the naive tree at every size', () => {
    let frontier = Frontier.empty;
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(frontier.root()).toEqual(naiveRoot(leaves.slice(0, size)));
      frontier = frontier.append(leaves.slice(size, size + 1));
    }
  });

  it('does not depend on how the leaves arrive, and stays as it was when appended to', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const before = Frontier.empty.append(leaves.slice(0, first));
        const written = before.encode();
        const after = before.append(leaves.slice(first, second));
        expect(after.encode()).toEqual(Frontier.empty.append(leaves.slice(0, second)).encode());
        expect(before.encode()).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  it('comes back from its bytes, and from size and hashes', () => {
    for (const size of [0, 1, 2, 3, 255, 256, 257]) {
      const frontier = Frontier.empty.append(leaves.slice(0, size));
      const bytes = frontier.encode();
      expect(Frontier.parse(bytes).root()).toEqual(frontier.root());
      expect(Frontier.parse(bytes).encode()).toEqual(bytes);
      expect(Frontier.of(size, frontier.hashes).encode()).toEqual(bytes);
    }
  });

  it('counts beyond 32 bits, and not beyond what a number can count', () => {
    const size = 2 ** 53 - 2;
    const hashes = Array.from({ length: 52 }, (_, at) => Buffer.alloc(32, at));
    const frontier = Frontier.of(size, hashes);
    expect(Frontier.parse(frontier.encode()).size).toBe(size);
    expect(frontier.append(leaves.slice(0, 1)).hashes).toHaveLength(53);
    expect(codeOf(() => frontier.append(leaves.slice(0, 2)))).toBe('bad-size');
    const beyond = frontier.encode();
    beyond.fill(0xff, 0, 8);
    expect(codeOf(() => Frontier.parse(beyond))).toBe('bad-frontier');
  });

  it('size and hashes that do not belong together are refused', () => {
    const three = Frontier.empty.append(leaves.slice(0, 3));
    expect(codeOf(() => Frontier.of(4, three.hashes))).toBe('bad-frontier');
    expect(codeOf(() => Frontier.of(-1, []))).toBe('bad-frontier');
    expect(codeOf(() => Frontier.of(1, [Buffer.alloc(31)]))).toBe('bad-hash');
    expect(codeOf(() => Frontier.parse(three.encode().subarray(0, -1)))).toBe('bad-frontier');
    expect(codeOf(() => three.append([Buffer.alloc(33)]))).toBe('bad-hash');
  });

  it('hostile bytes raise only its own error', () => {
    raisesOnlyItsOwnError(Frontier.parse, fc.uint8Array({ maxLength: 100 }));
    raisesOnlyItsOwnError(Frontier.parse, damagedBytes(Frontier.empty.append(leaves.slice(0, 7)).encode()));
  });
});
