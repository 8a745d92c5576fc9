import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
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
  untilFigures,
} from '../support/index.ts';

const RESIDENT = 'asked@residents.example.org';

describe('the auditors’ console, in a browser without scripts', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  /** CSP would keep axe out. */
  let seeing: Page;
  let messageId: string;
  /** Paths by what they are; those of one resident come with the answers. */
  const paths: Record<string, string> = {
    overview: '/audit',
    records: '/audit/records?topic=digital-infrastructure-plan',
    'one message': '/audit/why',
    'look up a message': '/staff/messages',
    dispatches: '/audit/dispatches',
    'acts of staff': '/audit/acts',
    'entries over time': '/audit/activity',
    integrity: '/audit/integrity',
    files: '/audit/exports',
    'a question on its way': '/audit/deliveries/00000000-0000-4000-8000-000000000000',
  };

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), openBrowser()]);
    const welcome = await follow(city, RESIDENT);
    const announcement = await announce(city, 'The discussion guide');
    messageId = (await city.mails.nextMail(RESIDENT)).header('Message-ID') ?? '';
    await untilFigures(city, announcement, ({ Accepted }) => Accepted === 1);
    await press(linkIn(welcome, '/leave/'), {}, 'everything');
    context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-CA' });
    context.setDefaultTimeout(10_000);
    for (const section of ['/staff', '/audit']) {
      const page = await context.newPage();
      await page.goto(`${city.url}${section}?lang=en`);
      await page.getByRole('button', { name: 'Odile Auditor' }).click();
      await page.waitForURL(`${city.url}${section}**`);
      await page.close();
    }
    const signedIn = { storageState: await context.storageState(), bypassCSP: true };
    const eyes = await browser.newContext({ ...signedIn, viewport: { width: 320, height: 800 } });
    seeing = await eyes.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  /** Follows "look again" until what is on its way has come. */
  const settle = async (page: Page) => {
    const deadline = Date.now() + 40_000;
    while ((await page.getByText('on its way into the ledger').count()) > 0) {
      if (Date.now() > deadline) throw new Error('the answer did not come');
      await page.getByRole('button', { name: 'Look again' }).click();
    }
  };

  it('PROOF-1: from a Message-ID to the consent, the words, the confirmation, and that nobody left before', async () => {
    const page = await context.newPage();
    await page.goto(`${city.url}/audit/why?lang=en`);
    await page.getByRole('link', { name: 'Look up a Message-ID' }).click();
    await page.getByLabel('Message-ID').fill(messageId);
    await page.getByRole('button', { name: 'Show the answer' }).click();
    await settle(page);
    const text = (await page.textContent('main')) ?? '';
    for (const words of [
      RESIDENT,
      messageId,
      'no withdrawal came before',
      'The resident left later',
      'City of Toronto Act, 2006',
      'confirm-button',
      'subscribe-button',
      'accepted by the mail server',
      'demo-amira',
      'demo-paul',
    ]) {
      expect(text).toContain(words);
    }
    paths.answer = new URL(page.url()).pathname;
    const [document] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('main').getByRole('link', { name: 'Français' }).click(),
    ]);
    expect(document.suggestedFilename()).toBe('pourquoi-ce-message-fr.pdf');
    await page.getByRole('link', { name: RESIDENT }).click();
    paths.history = new URL(page.url()).pathname;
    expect(await page.textContent('main')).toContain('An auditor asked about one message');
    await page.close();
  });

  it('PROOF-1: from an address and a time to the same, and on to the message', async () => {
    const page = await context.newPage();
    await page.goto(`${city.url}/audit/why?lang=en`);
    await page.getByLabel('Find an e-mail address').fill(RESIDENT);
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/Toronto',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const [day = '', time = ''] = clock.format(new Date(Date.now() + 60_000)).split(' ');
    await page.getByLabel('Day').fill(day);
    await page.getByLabel('Time').fill(time);
    await page.getByRole('button', { name: 'Show the answer' }).click();
    expect(await page.textContent('main')).toContain('The resident had left before');
    expect(page.url()).not.toContain('asked');
    paths.standing = page.url().replace(city.url, '').replace('&lang=en', '');
    await page.getByRole('link', { name: /What this resident got from dispatch/ }).click();
    await page.getByRole('button', { name: 'Show the answer' }).click();
    await settle(page);
    expect(await page.textContent('main')).toContain('no withdrawal came before');
    await page.close();
  });

  it('PROOF-4: a file is asked for with the keyboard alone, and is there when it is made', async () => {
    const page = await context.newPage();
    await page.goto(`${city.url}/audit/exports?lang=en`);
    await page.getByRole('radio', { name: 'Evidence package' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('radio', { name: 'Everything' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('digital-infrastructure-plan');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/audit/exports?lang=en');
    const deadline = Date.now() + 40_000;
    while ((await page.getByText('Ready').count()) === 0) {
      if (Date.now() > deadline) throw new Error('the file was not made');
      await page.getByRole('link', { name: 'Look again' }).click();
    }
    const row = page.getByRole('row', { name: /Records as NDJSON: One topic/ });
    expect(await row.textContent()).toContain('by demo-odile');
    expect(await row.getByRole('link').textContent()).toMatch(/^records-\d+-topic-digital.*\.ndjson$/);
    await page.close();
  });

  it('PROOF-4: the whole ledger is checked on demand, and staff acts say who looked and asked', async () => {
    const page = await context.newPage();
    await page.goto(`${city.url}/audit/integrity?lang=en`);
    await page.getByRole('button', { name: 'Check the whole ledger' }).click();
    const deadline = Date.now() + 40_000;
    while ((await page.getByText('Everything agrees').count()) === 0) {
      if (Date.now() > deadline) throw new Error('the check did not end');
      await page.goto(`${city.url}/audit/integrity?lang=en`);
    }
    await page.goto(`${city.url}/audit/acts?lang=en`);
    const text = (await page.textContent('main')) ?? '';
    for (const words of ['An auditor looked at one resident', 'An announcement was released', 'demo-odile'])
      expect(text).toContain(words);
    await page.goto(`${city.url}/audit/dispatches?lang=en`);
    await page.locator('tbody a').first().click();
    paths.dispatch = new URL(page.url()).pathname;
    expect(await page.textContent('main')).toContain('SHA-256 of the manifest');
    await page.close();
  });

  const names = [...Object.keys(paths), 'answer', 'history', 'standing', 'dispatch'];
  it.each(names.flatMap((name) => ['en', 'fr'].map((language) => [name, language] as const)))(
    'ALL-1: %s in %s has no axe finding, and needs no sideways scrolling at 320 px',
    async (name, language) => {
      const path = paths[name] ?? '';
      await seeing.goto(`${city.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
      expect(await seeing.getAttribute('html', 'lang')).toBe(language);
      expect(await axeFindings(seeing)).toEqual([]);
      expect(await overflow(seeing)).toBe(0);
    },
  );
});
