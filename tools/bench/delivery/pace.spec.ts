import { describe, expect, it } from '@jest/globals';
import { sustainedRate } from './pace.ts';

describe('the sustained rate', () => {
  it('is that of the middle: a slow start and a last straggler do not count', () => {
    const steady = Array.from({ length: 100 }, (_, at) => ({ seconds: 10 + at / 10, count: 50 }));
    const ticks = [{ seconds: 0, count: 1 }, ...steady, { seconds: 300, count: 1 }];
    const { accepted, sustained } = sustainedRate(ticks);
    expect(accepted).toBe(5002);
    expect(sustained).toBeCloseTo(500, 0);
  });

  it('is no number when nothing was accepted', () => {
    expect(sustainedRate([])).toEqual({ accepted: 0, sustained: Number.NaN });
  });
});
