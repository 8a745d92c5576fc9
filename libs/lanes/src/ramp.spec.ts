import { describe, expect, it } from '@jest/globals';
import { periodOf, rampedUntil, readRamps } from './ramp.ts';

const at = (iso: string) => Date.parse(iso);

describe('RAMP', () => {
  it('is a plan for everybody together, or for one lane', () => {
    expect(readRamps('2026-12-01:5000,10000,20000 google=2026-12-03/hour:100,200')).toEqual([
      { lane: 'total', start: '2026-12-01', every: 'day', most: [5000, 10_000, 20_000] },
      { lane: 'google', start: '2026-12-03', every: 'hour', most: [100, 200] },
    ]);
    expect(readRamps('')).toEqual([]);
  });

  it.each([
    '2026-12-01',
    '2026-12-01:',
    '2026-12-01:5000,',
    '2026-12-01:5000,0',
    '2026-12-01:5000,4000',
    '2026-12-01:5e3',
    '2026-12-01:-5',
    '2026-13-01:5',
    '2026-02-30:5',
    '26-12-01:5',
    'today:5',
    '2026-12-01/minute:5',
    '2026-12-01:5 2026-12-02:6',
    'total=2026-12-01:5 2026-12-02:6',
    'google=',
    'google:2026-12-01=5',
  ])('refuses %j', (text) => {
    expect(() => readRamps(text)).toThrow(/should/);
  });

  it.each([
    ['2026-11-20T12:00:00Z', { name: '2026-11-20', most: 50 }],
    ['2026-12-01T04:59:59Z', { name: '2026-11-30', most: 50 }],
    ['2026-12-01T05:00:00Z', { name: '2026-12-01', most: 50 }],
    ['2026-12-03T04:59:59Z', { name: '2026-12-02', most: 100 }],
    ['2026-12-03T23:00:00Z', { name: '2026-12-03', most: 200 }],
    ['2026-12-04T05:00:00Z', undefined],
  ])('counts days of the city: %s', (moment, period) => {
    const [plan] = readRamps('2026-12-01:50,100,200');
    expect(plan && periodOf(plan, at(moment), 'America/Toronto')).toEqual(period);
  });

  it('counts hours, and the hour that the clock repeats in autumn as one', () => {
    const [plan] = readRamps('2026-10-31/hour:50,100');
    const names = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-01T07:30:00Z'].map(
      (moment) => plan && periodOf(plan, at(moment), 'America/Toronto')?.name,
    );
    expect(names).toEqual(['2026-11-01T01', '2026-11-01T01', '2026-11-01T02']);
  });

  it.each([
    // Nothing holds them up.
    ['', 1000, '2026-12-01T12:00:00Z'],
    ['2026-11-01:50,100', 1000, '2026-12-01T12:00:00Z'],
    // What is left of today is not counted on.
    ['2026-12-01:50,100,200', 50, '2026-12-03T12:00:00Z'],
    ['2026-12-01:50,100,200', 300, '2026-12-04T12:00:00Z'],
    // After its last day the plan holds nobody up.
    ['2026-12-01:50,100,200', 1_000_000, '2026-12-05T12:00:00Z'],
    // Before its first day its first number holds.
    ['2026-12-20:50,100', 200, '2026-12-06T12:00:00Z'],
    ['2026-12-01/hour:50,100,200', 2400, '2026-12-03T12:00:00Z'],
    // The slowest decides.
    ['2026-12-01:50,100,200 google=2026-12-01:1,1,1,1,1,1', 3, '2026-12-05T12:00:00Z'],
  ])('%s: %d mails are through by %s', (text, mails, until) => {
    const from = at('2026-12-01T12:00:00Z');
    expect(rampedUntil(readRamps(text), mails, { from, timeZone: 'America/Toronto' })).toBe(at(until));
  });
});
