import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../../tools/ports.ts';
import {
  announce,
  axeFindings,
  type City,
  follow,
  openBrowser,
  overflow,
  startCity,
  untilFigures,
} from '../support/index.ts';
import { mail } from '../support/returned-mail.ts';

const LETTER = `Hello,\n\nI moved away in February. ${'verylongword'.repeat(12)}\n\nThank you,\nAnne\n\n> On Monday the city wrote:\n> <b>Come</b>`;

/** SCREENS names a folder that gets a picture of each page. */
const FOLDER = process.env.SCREENS;

describe('ALL-1: what staff see of mail', () => {
  let city: City;
  let browser: Browser;
  let staff: BrowserContext;
  let item: string;
  let dispatch: string;
  beforeAll(async () => {
    const port = await freePort();
    const settings = { RETURN_DOMAIN: 'returns.example.ca', MAILBOX_PORT: String(port) };
    [city, browser] = await Promise.all([startCity({ settings }), openBrowser()]);
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    for (const [subject, text] of [
      ['Please take me off your list, I moved', LETTER],
      ['STOP', ''],
    ] as const) {
      const raw = mail({ From: 'Anne <anne@example.org>', Subject: subject }, text);
      await transport.sendMail({ envelope: { from: 'anne@example.org', to: 'updates@example.ca' }, raw });
    }
    transport.close();
    await follow(city, 'anne@example.org');
    const announcement = await announce(city, 'The discussion guide');
    await untilFigures(city, announcement, ({ Accepted }) => Accepted === 1);
    dispatch = `${announcement}/dispatch`;
    staff = await browser.newContext({ bypassCSP: true });
    const page = await staff.newPage();
    await page.goto(`${city.url}/staff/mailbox?lang=en`);
    await page.getByRole('button', { name: 'Omar Operator' }).click();
    await page.waitForURL(`${city.url}/staff/mailbox**`);
    for (
      const until = Date.now() + 40_000;
      Date.now() < until && (await page.locator('.site-card').count()) < 2;
    )
      await page.reload();
    item = new URL(
      (await page.getByRole('link', { name: /take me off/ }).getAttribute('href')) ?? '',
      city.url,
    ).pathname;
    await page.close();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  const sound = async (page: Page, name: string) => {
    if (FOLDER) {
      mkdirSync(FOLDER, { recursive: true });
      await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
    }
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  };
  const WIDTHS = [320, 1280];
  const cases = ['en', 'fr'].flatMap((language) => WIDTHS.map((width) => [language, width] as const));
  /** What has fewer parts is looked at where room is scarce, and at both where a person looks. */
  const narrow = FOLDER ? cases : cases.filter(([, width]) => width === WIDTHS[0]);

  const open = async (path: string, language: string, width: number) => {
    const page = await staff.newPage();
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${city.url}${path}?lang=${language}`);
    return page;
  };

  it.each(cases)('in %s at %i px: list, message, and an address that is none', async (language, width) => {
    await sound(await open('/staff/mailbox', language, width), `mailbox-${language}-${width}`);
    await sound(await open(item, language, width), `message-${language}-${width}`);
    const wrong = await open(item, language, width);
    await wrong.locator('[name=address]').fill('nobody@example.org');
    await wrong.locator('form[action*=withdraw] button').click();
    await wrong.waitForSelector('.govuk-error-summary');
    await sound(wrong, `nobody-${language}-${width}`);
  });

  it.each(narrow)(
    'in %s at %i px: an address that works again, and one that was never given up',
    async (language, width) => {
      const page = await open('/staff/mailbox', language, width);
      const form = page.locator('form[action*=reachable]');
      await form.locator('[name=address]').fill('anne@example.org');
      await form.locator('button').click();
      await page.waitForSelector('.govuk-error-summary');
      await sound(page, `works-again-${language}-${width}`);
    },
  );

  it.each(narrow)(
    'in %s at %i px: the dispatch, the digests, the lanes and the records of the DNS',
    async (language, width) => {
      await sound(await open(dispatch, language, width), `dispatch-${language}-${width}`);
      await sound(await open('/staff/digests', language, width), `digests-${language}-${width}`);
      await sound(await open('/staff/mail', language, width), `lanes-${language}-${width}`);
      await sound(await open('/staff/dns', language, width), `dns-${language}-${width}`);
    },
  );
});
