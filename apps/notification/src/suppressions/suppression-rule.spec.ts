import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountedBounce, SOFT_BOUNCES, suppressionFor } from './suppression-rule.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const soft = (...days: number[]): CountedBounce[] =>
  days.map((day) => ({ weight: 'soft', at: daysAgo(day) }));

describe('whether an address is given up', () => {
  it.each<[string, CountedBounce[], string | undefined]>([
    ['nothing came back', [], undefined],
    ['one hard bounce', [{ weight: 'hard', at: daysAgo(0) }], 'hard-bounce'],
    ['a hard bounce of long ago', [{ weight: 'hard', at: daysAgo(400) }], 'hard-bounce'],
    ['three soft ones in three weeks', soft(20, 10, 0), undefined],
    ['four soft ones in three weeks', soft(20, 14, 7, 0), 'soft-bounces'],
    ['four soft ones, 14 days apart', soft(14, 9, 5, 0), 'soft-bounces'],
    ['ten soft ones in one bad week', soft(7, 6, 5, 4, 3, 2, 1, 0.5, 0.3, 0), undefined],
    ['four of one day, and one two weeks later', soft(20, 20, 20, 20, 0), undefined],
    ['four soft ones, the first faded', soft(91, 60, 30, 0), undefined],
    [
      'twenty objections to us',
      Array.from({ length: 20 }, (_, day) => ({ weight: 'sender' as const, at: daysAgo(day) })),
      undefined,
    ],
  ])('%s', (_case, bounces, expected) => {
    expect(suppressionFor(bounces, { now })).toBe(expected);
  });

  it('what was forgiven does not count again', () => {
    const bounces: CountedBounce[] = [{ weight: 'hard', at: daysAgo(5) }, ...soft(30, 20, 10, 6)];
    expect(suppressionFor(bounces, { now, after: daysAgo(4) })).toBeUndefined();
    expect(suppressionFor([...bounces, { weight: 'hard', at: daysAgo(1) }], { now, after: daysAgo(4) })).toBe(
      'hard-bounce',
    );
  });

  it('soft ones alone are never enough when they are few, and time only makes them fewer', () => {
    const days = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(days, fc.nat(300), (ago, later) => {
        const bounces = soft(...ago);
        const today = suppressionFor(bounces, { now });
        if (new Set(ago).size < SOFT_BOUNCES) expect(today).toBeUndefined();
        const then = suppressionFor(bounces, { now: new Date(now.getTime() + later * 86_400_000) });
        if (today === undefined) expect(then).toBeUndefined();
      }),
    );
  });
});
