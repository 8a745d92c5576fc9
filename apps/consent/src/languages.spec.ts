import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareLanguages, keysWithoutWords, readMessages, SITE_LANGUAGES } from '#libs/site';

const languages = join(import.meta.dirname, 'languages');

describe('ALL-2: the words of consent', () => {
  it('are there in each language, with the same values', () => {
    expect(compareLanguages(languages)).toEqual([]);
  });

  it('are there for each key that a page asks for', () => {
    expect(keysWithoutWords([import.meta.dirname], readMessages([SITE_LANGUAGES, languages], 'en'))).toEqual(
      [],
    );
  });
});
