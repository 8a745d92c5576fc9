import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeFindings, look, openBrowser, overflow, PLAN } from '../support/index.ts';
import { startArabicSite } from './third-language/arabic-site.ts';

const PATHS = [
  '/',
  `/topics/${PLAN}`,
  '/check-your-mail',
  '/manage',
  '/transparency',
  '/leave/x',
  '/no-such-page',
];

describe('a third language, written from right to left and added as files', () => {
  let site: Awaited<ReturnType<typeof startArabicSite>>;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [site, browser] = await Promise.all([startArabicSite(), openBrowser()]);
    page = await browser.newPage({ viewport: { width: 320, height: 800 }, bypassCSP: true, locale: 'ar' });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const open = (path: string) => page.goto(`${site.url}${path}`);

  it('ALL-2: turns every page around, without sideways scrolling or an axe finding', async () => {
    for (const path of PATHS) {
      await open(path);
      const [lang, dir] = [await page.getAttribute('html', 'lang'), await page.getAttribute('html', 'dir')];
      expect({ path, lang, dir, overflow: await overflow(page), cut: await look(page, 'cut') }).toEqual({
        path,
        lang: 'ar',
        dir: 'rtl',
        overflow: 0,
        cut: [],
      });
      expect({ path, findings: await axeFindings(page) }).toEqual({ path, findings: [] });
    }
  });

  it('ALL-2: puts boxes to the right of their words, and says in Arabic what is wrong with a form', async () => {
    await open('/');
    const box = await page.getByRole('checkbox').first().boundingBox();
    const words = await page.locator('.govuk-checkboxes__label').first().boundingBox();
    expect(box?.x).toBeGreaterThan(words?.x ?? Number.POSITIVE_INFINITY);
    await page.locator('main form button').click();
    expect(await page.locator('.govuk-error-summary').textContent()).not.toMatch(/[a-z]{3}/i);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });

  it('ALL-2: has no word left in another language', async () => {
    await open('/');
    const latin = (await page.locator('main').textContent())?.match(/[a-z]{3,}/gi) ?? [];
    expect(latin).toEqual([]);
  });
});
