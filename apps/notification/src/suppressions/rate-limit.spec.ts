import { describe, expect, it } from '@jest/globals';
import { tooMany } from './rate-limit.ts';

const limits = { bouncePercent: 10, complaintPerMille: 3 };

describe('SEND-6: when a dispatch stops itself', () => {
  it.each([
    [{ sent: 1000, bounced: 100, complained: 0 }, undefined],
    [{ sent: 1000, bounced: 101, complained: 0 }, 'bounce-rate'],
    [{ sent: 10_000, bounced: 0, complained: 30 }, undefined],
    [{ sent: 10_000, bounced: 0, complained: 31 }, 'complaint-rate'],
    [{ sent: 10_000, bounced: 9000, complained: 31 }, 'complaint-rate'],
    [{ sent: 49, bounced: 49, complained: 49 }, undefined],
    [{ sent: 60, bounced: 0, complained: 3 }, undefined],
    [{ sent: 60, bounced: 0, complained: 4 }, 'complaint-rate'],
  ])('%j: %s', (rates, expected) => {
    expect(tooMany(rates, limits)).toBe(expected);
  });
});
