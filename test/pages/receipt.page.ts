import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  axeFindings,
  type City,
  follow,
  linkIn,
  openBrowser,
  overflow,
  startCity,
} from '../support/index.ts';

const ADDRESS = 'keeps@residents.example.org';

describe('a receipt, in a browser without scripts', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let link: string;
  let file: string;
  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), openBrowser()]);
    context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
    link = linkIn(await follow(city, ADDRESS), '/verify/receipt/');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  const open = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  it('PROOF-6, ALL-1: is downloaded with the keyboard alone', async () => {
    const page = await open(link);
    const button = page.getByRole('button', { name: 'Download the receipt' });
    // The ledger is signed within a second or two of the confirmation.
    while ((await button.count()) === 0) await page.reload();
    while (!(await button.evaluate((element) => element === element.ownerDocument.activeElement)))
      await page.keyboard.press('Tab');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toMatch(/^receipt-\d+\.tlog-proof$/);
    file = await download.path();
    await page.close();
  });

  it.each([
    ['en', 'Check', 'This receipt is sound', 'This receipt is not sound'],
    ['fr', 'Vérifier', 'Ce reçu est valable', 'Ce reçu n’est pas valable'],
  ])(
    'PROOF-6, ALL-1: is checked on a page without axe findings, in %s',
    async (language, check, sound, unsound) => {
      const page = await open(`${city.url}/verify?lang=${language}`);
      await page.locator('#receipt').setInputFiles(file);
      await page.getByRole('button', { name: check, exact: true }).press('Enter');
      expect(await page.textContent('h1')).toBe(sound);
      expect(await page.textContent('main')).toContain(ADDRESS);
      await page.locator('summary').first().press('Enter');
      await seenByEveryone(await page.content());
      await page.goto(`${city.url}/verify?lang=${language}`);
      await page.locator('#text').fill(readFileSync(file, 'utf8').replace('index ', 'index 1'));
      await page.keyboard.press('Tab');
      await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
      expect(await page.textContent('h1')).toBe(unsound);
      await seenByEveryone(await page.content());
      await page.close();
    },
  );

  it('ALL-1: asks for what is missing in a summary that leads to the field', async () => {
    const page = await open(`${city.url}/verify?lang=en`);
    await page.getByRole('button', { name: 'Check', exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Choose the file of a receipt, or paste its text' }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#receipt');
    await seenByEveryone(await page.content());
    await page.close();
  });

  it('ALL-1: the page of a link that leads to nothing', async () => {
    const page = await open(link.replace('/receipt/', '/receipt/1'));
    expect(await page.textContent('h1')).toBe('There is no receipt here');
    await seenByEveryone(await page.content());
    await page.close();
  });

  /** An answer to a POST cannot be opened again, and axe is a script: its HTML is looked at in another browser window. */
  async function seenByEveryone(html: string): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 320, height: 800 }, bypassCSP: true });
    await page.goto(`${city.url}/ledger`);
    await page.setContent(html, { waitUntil: 'load' });
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  }
});
