import { describe, expect, it } from '@jest/globals';
import { compareLanguages, compareMessages, keysWithoutWords } from './compare-languages.ts';
import { direction } from './direction.ts';
import { ARABIC_SITE_WORDS, EXAMPLE_WORDS } from './example-pages.testing.ts';
import { Languages, readMessages, SITE_LANGUAGES } from './languages.ts';
import { SITE_TEMPLATES } from './templates.ts';

describe('words', () => {
  const languages = new Languages({
    en: { followers: '{count, plural, one {# follower} other {# followers}}' },
    fr: { followers: '{count, plural, one {# abonné} other {# abonnés}}' },
  });

  it('follow the grammar and the numbers of their language', () => {
    expect(languages.words('en')('followers', { count: 1 })).toBe('1 follower');
    expect(languages.words('fr')('followers', { count: 0 })).toBe('0 abonné');
    expect(languages.words('fr')('followers', { count: 12_000 })).toMatch(/^12.000 abonnés$/);
  });

  it('ALL-2: fail rather than show a key, an empty place or the wrong language', () => {
    expect(() => languages.words('en')('unknown.key')).toThrow('no words for "unknown.key" in "en"');
    expect(() => languages.words('en')('followers')).toThrow(/count/);
    expect(() => languages.words('de')).toThrow('no words in "de"');
  });

  it('cannot bring markup of their own: a tag is text', () => {
    const { words } = new Languages({ en: { a: 'see <b>this</b>' } });
    expect(words.call(new Languages({ en: { a: 'see <b>this</b>' } }), 'en')('a')).toBe('see <b>this</b>');
  });

  it('that are not well-formed stop the start with their key', () => {
    expect(() => new Languages({ fr: { broken: '{count, plural, one {' } })).toThrow('"broken" in "fr"');
  });

  it('for one key may stand in one folder only, and every language needs its file', () => {
    expect(() => readMessages([EXAMPLE_WORDS, EXAMPLE_WORDS], 'en')).toThrow('already in another folder');
    expect(() => Languages.read([EXAMPLE_WORDS], ['en', 'de'])).toThrow('de.json is missing');
  });
});

describe('language files', () => {
  const english = {
    a: 'Hello {name}',
    b: '{count, plural, one {# day for {name}} other {# days for {name}}}',
  };

  it('ALL-2: fail a test when a key is missing, extra or empty, or takes other values', () => {
    expect(compareMessages(english, { a: 'Bonjour {nom}', c: ' ' }, 'fr')).toEqual([
      'fr: "b" is missing',
      'fr: "c" is not in the first language',
      'fr: "c" is empty',
      'fr: "a" takes nom instead of name',
    ]);
    expect(compareMessages(english, { ...english, b: '{count, plural, other {# jours}}' }, 'fr')).toEqual([
      'fr: "b" takes count instead of count, name',
    ]);
  });

  it('may count in other forms than English does', () => {
    const polish = {
      ...english,
      b: '{count, plural, few {# dni, {name}} many {# dni, {name}} other {# dnia, {name}}}',
    };
    expect(compareMessages(english, polish, 'pl')).toEqual([]);
  });

  it('ALL-2: of the site are complete, in the third test language too', () => {
    const site = readMessages([SITE_LANGUAGES], 'en');
    expect(compareLanguages(SITE_LANGUAGES)).toEqual([]);
    expect(compareMessages(site, readMessages([ARABIC_SITE_WORDS], 'ar'), 'ar')).toEqual([]);
  });

  it('ALL-2: have every key that the templates of the site ask for', () => {
    expect(keysWithoutWords([SITE_TEMPLATES], readMessages([SITE_LANGUAGES], 'en'))).toEqual([]);
    expect(keysWithoutWords([SITE_TEMPLATES], {})).toContain('site.sign-out');
  });
});

describe('direction', () => {
  it.each([
    ['en', 'ltr'],
    ['fr-CA', 'ltr'],
    ['ar', 'rtl'],
    ['ur', 'rtl'],
    ['he', 'rtl'],
    ['pa-Arab', 'rtl'],
    ['zh', 'ltr'],
  ])('of %s is %s', (code, expected) => expect(direction(code)).toBe(expected));
});
