import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { personalLetters } from '#libs/contracts';
import { exampleSamples } from './samples.testing.ts';

const FOLDER = join(import.meta.dirname, 'files');
const HOW = 'look at what changed, then: RENEW_SAMPLES=1 npm test -- unit apps/notification/src/samples';

const samples = exampleSamples();
const each = samples.names.flatMap((name) => samples.languages.map((language) => ({ name, language })));

/** The two files of a sample: the HTML part, and headers with the text part below them. */
async function filesOf({ name, language }: (typeof each)[number]): Promise<[string, string][]> {
  const mail = await samples.mail(name, language);
  if (!mail) throw new Error('there is no such sample');
  return [
    [`${name}.${language}.html`, mail.html],
    [`${name}.${language}.txt`, `${mail.headers}\n\n${mail.text}`],
  ];
}

const kept = (file: string) => {
  if (!readdirSync(FOLDER).includes(file)) return `${file} is missing; ${HOW}`;
  return readFileSync(join(FOLDER, file), 'utf8');
};

describe('the samples of mails', () => {
  it.each(each)('$name in $language is the one that was looked at', async (sample) => {
    for (const [file, content] of await filesOf(sample)) {
      if (process.env.RENEW_SAMPLES) writeFileSync(join(FOLDER, file), content);
      expect({ [HOW]: content }).toEqual({ [HOW]: kept(file) });
      // A time ends with a stop in English, so no sentence may end with one.
      expect(content).not.toMatch(/[^.]\.\.(?!\.)/);
    }
  });

  it('are all that there is, and every kind of personal letter is there', async () => {
    const files = (await Promise.all(each.map(filesOf))).flat().map(([file]) => file);
    expect(readdirSync(FOLDER).toSorted()).toEqual(files.toSorted());
    expect(samples.names).toEqual(expect.arrayContaining([...personalLetters]));
  });
});
