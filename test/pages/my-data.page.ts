import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  announce,
  axeFindings,
  type City,
  follow,
  linkIn,
  openBrowser,
  overflow,
  press,
  startCity,
} from '../support/index.ts';
import { ownName, testRun } from '../support/run.ts';

const EMAIL = 'keys@residents.example.org';
const UNZIP = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
sys.stdout.buffer.write(archive.read('everything.html'))`;

describe('everything that is held about a resident, for everyone', () => {
  let city: City;
  let browser: Browser;
  let link: string;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), openBrowser()]);
    const welcome = await follow(city, EMAIL);
    await announce(city, 'The discussion guide');
    await city.mails.nextMail(EMAIL);
    await press(linkIn(welcome, '/leave/'), {}, 'everything');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  /** CSP would keep axe out; scripts are off where people would have none. */
  const atPhone = () => browser.newPage({ viewport: { width: 320, height: 800 }, bypassCSP: true });
  const expectSound = async (page: Page, language: string) => {
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  };
  const inLanguage = (address: string, language: string) => {
    const url = new URL(address, city.url);
    url.searchParams.set('lang', language);
    return url.href;
  };

  it('ALL-1: is asked for with a keyboard alone and without a script; an error has the focus and leads to its field', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(inLanguage('/', 'en'));
    await page.getByRole('link', { name: 'See everything we hold about your address' }).press('Enter');
    await page.waitForURL('**/my-data**');
    await page.getByLabel('Your e-mail address').press('Enter');
    await page.getByRole('link', { name: 'Enter your e-mail address' }).press('Enter');
    expect(new URL(page.url()).hash).toBe('#email');
    await page.keyboard.type(EMAIL);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Send me the link');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/my-data/asked**');
    link = linkIn(await city.mails.nextMail(EMAIL), '/verify/data/');
    await page.goto(link);
    await page.getByRole('button', { name: 'Read it here' }).press('Enter');
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await page.textContent('main')).toContain(EMAIL);
    await context.close();
  });

  it.each(['en', 'fr'])('ALL-1: each page in %s has no axe finding, and fits 320 px', async (language) => {
    const page = await atPhone();
    for (const address of ['/my-data', '/my-data/asked', link, `/verify/data/${'A'.repeat(43)}`]) {
      await page.goto(inLanguage(address, language));
      await expectSound(page, language);
    }
    await page.goto(inLanguage('/my-data', language));
    await page.getByRole('button').first().click();
    await page.locator('.govuk-error-summary').waitFor();
    await expectSound(page, language);
    await page.goto(inLanguage(link, language));
    await page.locator('button[value=page]').click();
    await page.locator('h2').first().waitFor();
    await expectSound(page, language);
    expect(await page.textContent('main')).not.toMatch(/\b[a-z]+_[a-z_]+\b/);
    await page.close();
  });

  it.each(['en', 'fr'])('ALL-1: the file in %s can be read alone, on a phone too', async (language) => {
    const page = await browser.newPage();
    await page.goto(inLanguage(link, language));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('button[value=file]').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^everything-\d{4}-\d{2}-\d{2}\.zip$/);
    const path = join(testRun().folder, ownName('everything'));
    await download.saveAs(path);
    expect(readFileSync(path).length).toBeGreaterThan(1000);
    const html = execFileSync('python3', ['-c', UNZIP, path], { encoding: 'utf8' });
    await page.close();
    const alone = await atPhone();
    const asked: string[] = [];
    alone.on('request', (request) => asked.push(request.url()));
    await alone.setContent(html);
    await expectSound(alone, language);
    expect(await alone.textContent('main')).toContain(EMAIL);
    expect(asked).toEqual([]);
    await alone.close();
  });
});
