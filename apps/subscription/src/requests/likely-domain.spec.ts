import { describe, expect, it } from '@jest/globals';
import { likelyDomain } from './likely-domain.ts';

describe('the domain that was probably meant', () => {
  it.each([
    ['a letter too few', 'gmal.com', 'gmail.com'],
    ['a letter too many', 'gmaill.com', 'gmail.com'],
    ['a wrong letter', 'gmail.con', 'gmail.com'],
    ['two that changed places', 'gmial.com', 'gmail.com'],
    ['two slips in a long one', 'gmial.con', 'gmail.com'],
    ['another top level', 'gmail.ca', 'gmail.com'],
    ['an unfinished top level', 'hotmail.co', 'hotmail.com'],
    ['a Canadian one', 'sympatcio.ca', 'sympatico.ca'],
    ['one of a provider', 'rogesr.com', 'rogers.com'],
  ])('knows %s: %s', (_, typed, meant) => expect(likelyDomain(typed)).toBe(meant));

  it.each([
    'gmail.com',
    'ymail.com',
    'mail.com',
    'yahoo.fr',
    'hotmail.co.uk',
    'toronto.ca',
    'example.ca',
    'bbell.network',
    'xn--gmal-nza.com',
    'a.ca',
    `${'a'.repeat(60)}.com`,
  ])('leaves %s alone', (domain) => expect(likelyDomain(domain)).toBeUndefined());
});
