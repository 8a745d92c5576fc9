import { describe, expect, it } from '@jest/globals';
import { beginningOf } from '#libs/calendar';
import { endOfTerm } from './implied-term.ts';

describe('IMP-2: implied consent', () => {
  it.each([
    ['a purchase, two years', '2024-03-01', 'implied-by-purchase', '2026-03-01'],
    ['a purchase on a leap day ends a day early', '2024-02-29', 'implied-by-purchase', '2026-02-28'],
    ['a purchase whose term ends in a leap year', '2026-02-28', 'implied-by-purchase', '2028-02-28'],
    ['an inquiry, six months', '2026-02-11', 'implied-by-inquiry', '2026-08-11'],
    ['an inquiry over the new year', '2025-09-15', 'implied-by-inquiry', '2026-03-15'],
    ['an inquiry on the last of August', '2025-08-31', 'implied-by-inquiry', '2026-02-28'],
    ['an inquiry on the last of August before a leap year', '2027-08-31', 'implied-by-inquiry', '2028-02-29'],
    ['an inquiry on the last of March', '2026-03-31', 'implied-by-inquiry', '2026-09-30'],
  ] as const)('ends after %s', (_, day, basis, end) => {
    expect(endOfTerm(day, basis)).toBe(end);
  });

  it('express consent does not end by itself', () => {
    expect(endOfTerm('2024-02-29', 'express')).toBeUndefined();
  });

  it.each([
    ['in winter', '2026-03-01', 'America/Toronto', '2026-03-01T05:00:00.000Z'],
    ['in summer', '2026-08-11', 'America/Toronto', '2026-08-11T04:00:00.000Z'],
    ['on the day when clocks go forward', '2026-03-08', 'America/Toronto', '2026-03-08T05:00:00.000Z'],
    ['on the day after', '2026-03-09', 'America/Toronto', '2026-03-09T04:00:00.000Z'],
    ['on the day when clocks go back', '2026-11-01', 'America/Toronto', '2026-11-01T04:00:00.000Z'],
    ['on the day after that', '2026-11-02', 'America/Toronto', '2026-11-02T05:00:00.000Z'],
    ['on the half hour', '2026-03-01', 'America/St_Johns', '2026-03-01T03:30:00.000Z'],
    ['where the day begins at one o’clock', '2026-03-08', 'America/Havana', '2026-03-08T05:00:00.000Z'],
    ['far in the east', '2026-03-01', 'Pacific/Kiritimati', '2026-02-28T10:00:00.000Z'],
  ])('ends with the day before, as the city counts its days: %s', (_, day, timeZone, moment) => {
    expect(beginningOf(day, timeZone).toISOString()).toBe(moment);
  });
});
