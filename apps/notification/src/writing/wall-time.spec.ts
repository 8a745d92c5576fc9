import { describe, expect, it } from '@jest/globals';
import { momentOf, wallTimeOf } from './wall-time.ts';

const at = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return momentOf({ year, month, day, hour, minute }, 'America/Toronto')?.toISOString();
};

describe('momentOf', () => {
  it.each([
    ['2026-01-15 09:00', '2026-01-15T14:00:00.000Z'],
    ['2026-07-15 09:00', '2026-07-15T13:00:00.000Z'],
    ['2026-12-31 23:59', '2027-01-01T04:59:00.000Z'],
    ['2028-02-29 00:00', '2028-02-29T05:00:00.000Z'],
  ])('takes %s for the moment at which it is that late in the city', (wall, moment) => {
    expect(at(wall)).toBe(moment);
  });

  it('takes the first of two hours when clocks go back', () => {
    expect(at('2026-11-01 01:30')).toBe('2026-11-01T05:30:00.000Z');
    expect(at('2026-11-01 02:30')).toBe('2026-11-01T07:30:00.000Z');
  });

  it.each([
    ['2026-03-08 02:30'],
    ['2026-02-30 09:00'],
    ['2026-13-01 09:00'],
    ['2026-06-31 09:00'],
    ['2026-06-30 24:00'],
  ])('does not know %s, which no clock there shows', (wall) => {
    expect(at(wall)).toBeUndefined();
  });
});

describe('wallTimeOf', () => {
  it('shows midnight as 0, and is read back as the same moment', () => {
    const wall = wallTimeOf(new Date('2026-01-15T05:00:00Z'), 'America/Toronto');
    expect(wall).toEqual({ year: 2026, month: 1, day: 15, hour: 0, minute: 0 });
    expect(momentOf(wall, 'America/Toronto')).toEqual(new Date('2026-01-15T05:00:00Z'));
  });
});
