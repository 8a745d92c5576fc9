import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareLanguages } from '#libs/site';

const folder = join(import.meta.dirname, 'languages');

describe('the words of mails', () => {
  it('ALL-2: are the same in every language, with the same values', () => {
    expect(compareLanguages(folder)).toEqual([]);
  });

  it('are all said somewhere, and nothing else is', () => {
    const code = [
      import.meta.dirname,
      ...['../correspondence', '../digests', '../sending'].map((room) => join(import.meta.dirname, room)),
    ]
      .flatMap((place) => readdirSync(place).map((name) => join(place, name)))
      .filter((path) => /(?<!\.spec)\.ts$/.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const said = [...code.matchAll(/words\('([^']+)'/g)].map(([, key]) => key);
    const written = Object.keys(JSON.parse(readFileSync(join(folder, 'en.json'), 'utf8')));
    expect([...new Set(said)].sort()).toEqual(written.sort());
  });
});
