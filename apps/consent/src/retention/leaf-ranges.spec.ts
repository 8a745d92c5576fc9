import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafRanges, multirange } from './leaf-ranges.ts';

const leaves = fc.uniqueArray(fc.nat(60)).map((each) => each.sort((a, b) => a - b));

describe('PROOF-5: the indexes that an entry names', () => {
  it('are just those, whatever they are, in as few runs as can be', () => {
    fc.assert(
      fc.property(leaves, (given) => {
        const ranges = leafRanges(given);
        const named = ranges.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, at) => first + at),
        );
        expect(named).toEqual(given);
        for (const [at, [first]] of ranges.slice(1).entries())
          expect(first).toBeGreaterThan((ranges[at]?.[1] ?? 0) + 1);
      }),
    );
  });

  it('are written as PostgreSQL reads them', () => {
    expect(multirange(leafRanges([2, 3, 4, 9]))).toBe('{[2,4],[9,9]}');
    expect(multirange([])).toBe('{}');
  });
});
