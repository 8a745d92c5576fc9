import { describe, expect, it } from '@jest/globals';
import { chooseLanguage } from './choose-language.ts';

const CITY = ['en', 'fr', 'ar'];

describe('the language of an answer', () => {
  it.each([
    ['the one a link names', 'fr', 'en', 'fr'],
    ['the browser’s, when a link names an unknown one', 'de', 'fr', 'fr'],
    ['the browser’s, when the parameter is repeated', ['fr', 'en'], 'ar', 'ar'],
    ['the city’s first, when nobody says', undefined, undefined, 'en'],
    ['the city’s first, when the browser wants none of them', undefined, 'de,pl', 'en'],
    ['the best of several', undefined, 'de, fr;q=0.7, ar;q=0.9', 'ar'],
    ['the nearest kin of a regional one', undefined, 'fr-CA', 'fr'],
    ['never one that is refused', undefined, 'fr;q=0, ar', 'ar'],
    ['the first for a browser that takes any', undefined, '*', 'en'],
    ['not upset by nonsense', undefined, ';;q=,,=fr;q=x,FR;q=0.1', 'fr'],
  ])('is %s', (_, query, acceptLanguage, expected) => {
    expect(chooseLanguage({ query, acceptLanguage }, CITY)).toBe(expected);
  });

  it('is found at once in a header of a megabyte', () => {
    const began = process.cpuUsage();
    chooseLanguage({ acceptLanguage: 'xx;q=0.1,'.repeat(120_000) }, CITY);
    // Of this process alone, so that a busy machine decides nothing: what grows with the square takes minutes.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});
