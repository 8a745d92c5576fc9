import { describe, expect, it } from '@jest/globals';
import { dates } from './dates.ts';

const english = dates('en-CA', 'America/Toronto');
const french = dates('fr-CA', 'America/Toronto');

describe('dates', () => {
  it('are written as readers of each language write them', () => {
    expect(english.day('2019-12-09T18:30:00-05:00')).toBe('Monday, December 9, 2019');
    expect(french.day('2019-12-09T18:30:00-05:00')).toBe('lundi 9 décembre 2019');
    expect(french.day('2026-03-01')).toBe('dimanche 1er mars 2026');
    expect(french.day('2026-03-11')).toBe('mercredi 11 mars 2026');
    expect(french.moment('2026-03-01T16:30:00-05:00')).toBe('1er mars 2026 à 16\u00a0h\u00a030');
    expect(french.moment('2026-03-02T08:00:00-05:00')).toBe('2 mars 2026 à 8\u00a0h');
    expect(english.day('2026-03-01')).toBe('Sunday, March 1, 2026');
    expect(french.time('2019-12-09T18:30:00-05:00')).toBe('18\u00a0h\u00a030');
    expect(french.time('2019-12-09T00:05:00-05:00')).toBe('0\u00a0h\u00a005');
  });

  it('are those of the city, wherever the server stands', () => {
    expect(english.day(new Date('2019-12-10T03:00:00Z'))).toBe('Monday, December 9, 2019');
    expect(english.moment('2021-06-21T22:30:00Z')).toBe('June 21, 2021 at 6:30 p.m.');
  });

  it('without a time are that day and not the evening before', () => {
    expect(english.day('2021-06-21')).toBe('Monday, June 21, 2021');
  });
});
