import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareLanguages, keysWithoutWords, readMessages, SITE_LANGUAGES } from '#libs/site';
import { frequencies } from './requests/frequency.ts';

const folder = join(import.meta.dirname, 'languages');
const messages = readMessages([SITE_LANGUAGES, folder], 'en');

describe('the words of subscription', () => {
  it('ALL-2: are the same in each language', () => {
    expect(compareLanguages(folder)).toEqual([]);
  });

  it('ALL-2: are there for everything that a template asks for', () => {
    expect(keysWithoutWords([import.meta.dirname], messages)).toEqual([]);
    const chosen = [
      ...frequencies.map((frequency) => `ask.frequency.${frequency}`),
      ...['form', 'frame', 'api'].flatMap((kind) => [`embed.${kind}`, `embed.${kind}.about`]),
    ];
    expect(chosen.filter((key) => !messages[key])).toEqual([]);
  });
});
