import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  announce,
  axeFindings,
  type City,
  eventually,
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

  describe('what residents manage', () => {
    const OWNER = 'owner@residents.example.org';
    let fresh: string;

    it('ALL-1, CONF-4: is reached with a keyboard alone and without a script, by a link that was mailed', async () => {
      await follow(city, OWNER);
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(inLanguage('/manage', 'en'));
      await page.getByLabel('Your e-mail address').fill(OWNER);
      await page.getByRole('button', { name: 'Send me the link' }).press('Enter');
      await page.waitForURL('**/manage/asked**');
      fresh = linkIn(await city.mails.nextMail(OWNER), '/manage/');
      await page.goto(fresh);
      await page.getByRole('radio', { name: 'At most once a week' }).press('Space');
      await page.getByRole('textbox', { name: 'Day' }).fill('31');
      await page.getByRole('textbox', { name: 'Month' }).fill('6');
      await page.getByRole('textbox', { name: 'Year' }).fill('2030');
      await page.getByRole('button', { name: 'Save my choices' }).press('Enter');
      await page.getByRole('link', { name: 'Enter a real date' }).press('Enter');
      expect(new URL(page.url()).hash).toBe('#pause-day');
      for (const name of ['Day', 'Month', 'Year']) await page.getByRole('textbox', { name }).fill('');
      await page.getByRole('button', { name: 'Save my choices' }).press('Enter');
      expect(await page.locator('.govuk-notification-banner').textContent()).toContain('are saved');
      expect(await page.getByRole('radio', { name: 'At most once a week' }).isChecked()).toBe(true);
      await context.close();
    });

    it.each(['en', 'fr'])('ALL-1: each page in %s has no axe finding, and fits 320 px', async (language) => {
      const page = await atPhone();
      const token = new URL(fresh).pathname;
      const own = ['', '/topics', '/history', '/data', '/address', '/erase'].map((path) => token + path);
      const nothing = ['/manage/x', `/confirm/${'A'.repeat(43)}`, '/leave/x', '/change-address/x'];
      for (const address of ['/manage', '/manage/asked', ...own, ...nothing]) {
        await page.goto(inLanguage(address, language));
        await expectSound(page, language);
      }
      await page.goto(inLanguage(`${token}/history`, language));
      await page.locator('summary').first().click();
      await expectSound(page, language);
      for (const path of ['/topics', '/address']) {
        await page.goto(inLanguage(token + path, language));
        await page.locator('main form button').click();
        await page.locator('.govuk-error-summary').waitFor();
        await expectSound(page, language);
      }
      await page.close();
    });

    it.each(['en', 'fr'])(
      'moves to another address in %s by both mailboxes, then is erased',
      async (language) => {
        const from = language === 'en' ? OWNER : 'moved-en@residents.example.org';
        const to = `moved-${language}@residents.example.org`;
        const page = await atPhone();
        if (from !== OWNER) {
          await page.goto(inLanguage('/manage', 'en'));
          await page.locator('#email').fill(from);
          await page.locator('main form button').click();
          await page.waitForURL('**/manage/asked*');
          fresh = linkIn(await city.mails.nextMail(from), '/manage/');
        }
        await page.goto(inLanguage(`${new URL(fresh).pathname}/address`, language));
        await page.locator('#email').fill(to);
        await page.locator('main form button').click();
        await expectSound(page, language);
        await page.goto(linkIn(await city.mails.nextMail(from), '/change-address/'));
        await expectSound(page, language);
        await page.locator('main form button').click();
        await expectSound(page, language);
        await page.goto(linkIn(await city.mails.nextMail(to), '/confirm/'));
        await expectSound(page, language);
        await page.locator('main form button').click();
        await city.mails.nextMail(to);
        await page.goto(inLanguage(new URL(fresh).pathname, language));
        expect(await page.locator('input[name^=topic-]').count()).toBe(0);
        await page.goto(inLanguage(`${new URL(fresh).pathname}/erase`, language));
        await page.locator('main form button').click();
        await expectSound(page, language);
        await eventually(
          async () => (await page.goto(inLanguage(new URL(fresh).pathname, language)))?.status(),
          (status) => status === 404,
        );
        await page.close();
      },
    );
  });
});
