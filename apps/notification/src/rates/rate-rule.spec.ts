import { describe, expect, it } from '@jest/globals';
import { tooMany } from './rate-rule.ts';

const limits = { refusedPercent: 20, bouncePercent: 10, complaintPerMille: 3 };

describe('SEND-6: when a dispatch stops itself', () => {
  it.each([
    [{ sent: 1000, refused: 0, bounced: 100, complained: 0 }, undefined],
    [{ sent: 1000, refused: 0, bounced: 101, complained: 0 }, 'bounce-rate'],
    [{ sent: 10_000, refused: 0, bounced: 0, complained: 30 }, undefined],
    [{ sent: 10_000, refused: 0, bounced: 0, complained: 31 }, 'complaint-rate'],
    [{ sent: 10_000, refused: 0, bounced: 9000, complained: 31 }, 'complaint-rate'],
    [{ sent: 49, refused: 0, bounced: 49, complained: 49 }, undefined],
    [{ sent: 60, refused: 0, bounced: 0, complained: 3 }, undefined],
    [{ sent: 60, refused: 0, bounced: 0, complained: 4 }, 'complaint-rate'],
    // What was refused is a share of all that were tried, and never was on its way.
    [{ sent: 800, refused: 200, bounced: 80, complained: 0 }, undefined],
    [{ sent: 799, refused: 201, bounced: 0, complained: 0 }, 'refusals'],
    [{ sent: 0, refused: 49, bounced: 0, complained: 0 }, undefined],
    [{ sent: 0, refused: 50, bounced: 0, complained: 0 }, 'refusals'],
  ])('%j: %s', (rates, expected) => {
    expect(tooMany(rates, limits)).toBe(expected);
  });

  it('never by refusals at a hundred percent', () => {
    const rates = { sent: 0, refused: 1000, bounced: 0, complained: 0 };
    expect(tooMany(rates, { ...limits, refusedPercent: 100 })).toBeUndefined();
  });
});
