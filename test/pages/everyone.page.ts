import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axeFindings, overflow } from '../support/index.ts';
import { proofOfWork } from './everyone/proof.ts';
import { secureHeaders } from './everyone/secure-headers.ts';
import { LANGUAGES, SeenSite } from './everyone/seen-site.ts';
import { signingUp } from './everyone/signing-up.ts';
import { waysOfSeeing } from './everyone/ways-of-seeing.ts';
import { weight } from './everyone/weight.ts';

describe('every page, in both languages, for everyone', () => {
  const site = new SeenSite();
  beforeAll(() => site.start(), 120_000);
  afterAll(() => site.stop());

  const names = [...Object.keys(site.paths), 'confirm', 'not me', 'leave', 'receipt', 'announcement'];
  const cases = names.flatMap((name) => LANGUAGES.map((language) => [name, language] as const));

  it.each(cases)(
    'ALL-1: %s in %s has no axe finding, and needs no sideways scrolling at 320 px',
    async (name, language) => {
      const page = await site.open(name, language, 320);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.close();
    },
  );

  signingUp(site);
  waysOfSeeing(site);
  weight(site);
  proofOfWork(site);
  secureHeaders(site);
});
