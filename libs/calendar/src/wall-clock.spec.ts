import { expect, it } from '@jest/globals';
import { minuteIn, weekdayOf, weekdays } from './wall-clock.ts';

it('knows the weekday of a day, wherever the program runs', () => {
  const week = [
    '2026-03-02',
    '2026-03-03',
    '2026-03-04',
    '2026-03-05',
    '2026-03-06',
    '2026-03-07',
    '2026-03-08',
  ];
  expect(week.map(weekdayOf)).toEqual(weekdays);
});

it.each([
  ['2026-03-02T12:00:00Z', 7 * 60],
  ['2026-03-02T05:00:00Z', 0],
  ['2026-03-08T06:59:00Z', 119],
  ['2026-03-08T07:00:00Z', 180],
  ['2026-07-01T11:30:00Z', 7 * 60 + 30],
])('reads the clock on the wall in Toronto at %s, in winter, in summer and between', (moment, minute) => {
  expect(minuteIn('America/Toronto', new Date(moment))).toBe(minute);
});
