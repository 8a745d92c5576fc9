import { describe, expect, it } from '@jest/globals';
import { askingFigures, delays, leavingFigures } from './delays.ts';

const leaver = (address: string, answeredAt: number, endedAt?: number) => ({
  ...{ residentId: address, subscriptionId: address, address, answeredAt },
  ...(endedAt !== undefined && { endedAt }),
});

describe('how long a withdrawal takes', () => {
  it('LEAVE-4: counts a mail that began after the answer, and nobody whose mail had begun before', () => {
    const left = [leaver('early', 1000, 1100), leaver('late', 2000, 2200), leaver('never', 3000, 3300)];
    const lines = [
      { to: 'early', at: 900 },
      { to: 'late', at: 2150 },
    ];
    const { before, late, effective, ended } = leavingFigures(left, lines);
    expect({ before, late }).toEqual({ before: 2, late: 1 });
    expect(effective).toMatchObject({ n: 2, longest: 0.15 });
    expect(ended).toMatchObject({ n: 3, middle: 0.2, longest: 0.3 });
  });

  it('is for ever when the standing never ended', () => {
    expect(leavingFigures([leaver('lost', 1000)], []).ended.longest).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('how long a confirmation letter takes', () => {
  it('SEND-8: is from the asking to the arrival, and for ever when it does not come', () => {
    const asked = new Map([
      ['one', 1000],
      ['two', 1000],
    ]);
    expect(askingFigures(asked, [{ to: 'one', at: 1500 }])).toMatchObject({
      n: 2,
      longest: Number.POSITIVE_INFINITY,
    });
    expect(delays([3, 1, 2])).toEqual({ n: 3, middle: 2, p99: 3, longest: 3 });
  });
});
