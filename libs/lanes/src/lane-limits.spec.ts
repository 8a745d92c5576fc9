import { describe, expect, it } from '@jest/globals';
import { readLimits } from './lane-limits.ts';

describe('LANES', () => {
  it('begins with what delivery is known to need', () => {
    const limits = readLimits('');
    expect(
      ['google', 'microsoft', 'yahoo', 'apple', 'hoster.example'].map((name) => limits.of(name)),
    ).toEqual([
      { connections: 5 },
      { connections: 5 },
      { connections: 10, mails: 20 },
      { connections: 10 },
      { connections: 10 },
    ]);
    expect(limits.totalRate).toBeUndefined();
  });

  it('changes what it names, and leaves the rest', () => {
    const limits = readLimits(
      ' google:connections=20,rate=50.5\n yahoo:rate=5 default:connections=3 hoster.ca:mails=9 total:rate=500 ',
    );
    expect(
      ['google', 'microsoft', 'yahoo', 'bell', 'hoster.ca', 'other.ca'].map((name) => limits.of(name)),
    ).toEqual([
      { connections: 20, rate: 50.5 },
      { connections: 5 },
      { connections: 3, mails: 20, rate: 5 },
      { connections: 3 },
      { connections: 3, mails: 9 },
      { connections: 3 },
    ]);
    expect(limits.totalRate).toBe(500);
  });

  it.each([
    'google',
    'google:',
    ':rate=5',
    'google:rate',
    'google:rate=',
    'google:rate=0',
    'google:rate=0.0',
    'google:rate=-1',
    'google:rate=1e3',
    'google:rate=NaN',
    'google:rate=5=5',
    'google:rate=5,rate=6',
    'google:rate=5,',
    'google:connections=0',
    'google:connections=2.5',
    'google:connections=1000000',
    'google:mails=0',
    'google:speed=5',
    'google:constructor=5',
    'google:rate=5 google:rate=6',
    'Google:rate=5',
    'total:connections=5',
    'total:rate=5,connections=5',
    'google;rate=5',
  ])('refuses %j, and its words do not repeat it', (text) => {
    expect(() => readLimits(text)).toThrow(/should/);
  });
});
