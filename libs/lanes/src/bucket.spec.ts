import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Bucket } from './bucket.ts';

/** When it gave one, asked at these moments, several times at each. */
function given(bucket: Bucket, gaps: { gap: number; asks: number }[]): number[] {
  const moments: number[] = [];
  let now = 1_000_000;
  for (const { gap, asks } of gaps) {
    now += gap;
    for (let ask = 0; ask < asks && bucket.hasOne(now); ask += 1) {
      bucket.takeOne();
      moments.push(now);
    }
  }
  return moments;
}

function mostInAnySecond(moments: readonly number[]): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + 1000).length));
}

const gaps = fc.array(
  fc.record({ gap: fc.oneof(fc.nat(20), fc.nat(3000)), asks: fc.integer({ min: 1, max: 50 }) }),
  { maxLength: 200 },
);

describe('a bucket', () => {
  it('SEND-9: gives no more than its rate in any second, wherever the second begins', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.1, max: 50, noNaN: true })),
        gaps,
        (rate, asked) => {
          expect(mostInAnySecond(given(new Bucket(rate), asked))).toBeLessThanOrEqual(Math.ceil(rate));
        },
      ),
    );
  });

  it('gives its rate to whoever asks every few milliseconds', () => {
    const steady = Array.from({ length: 1000 }, () => ({ gap: 10, asks: 100 }));
    for (const rate of [1, 7, 50, 900]) {
      const count = given(new Bucket(rate), steady).length;
      expect(count).toBeGreaterThanOrEqual(rate * 10 * 0.94);
      expect(count).toBeLessThanOrEqual(rate * 10 + 1);
    }
  });

  it('says how long to wait, and then has one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 100, noNaN: true }), gaps, (rate, asked) => {
        const bucket = new Bucket(rate);
        given(bucket, asked);
        const now = 2_000_000_000;
        while (bucket.hasOne(now)) bucket.takeOne();
        const wait = bucket.wait(now);
        expect(wait).toBeGreaterThan(0);
        expect(bucket.hasOne(now + wait)).toBe(true);
      }),
    );
  });

  it('keeps to both rates when they change, and gives nothing for a clock that was set back', () => {
    const bucket = new Bucket();
    expect(given(bucket, [{ gap: 0, asks: 50 }])).toHaveLength(50);
    bucket.changeRate(1, 1_000_000);
    const drained = () => {
      let count = 0;
      for (; bucket.hasOne(1_000_000) && count < 100; count += 1) bucket.takeOne();
      return count;
    };
    expect(drained()).toBeLessThanOrEqual(1);
    expect(bucket.hasOne(0)).toBe(false);
    expect(drained()).toBeLessThanOrEqual(1);
    bucket.changeRate(Number.POSITIVE_INFINITY, 1_000_000);
    expect(drained()).toBe(100);
  });
});
