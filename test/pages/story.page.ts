import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeFindings, type City, linkIn, openBrowser, startCity } from '../support/index.ts';

const RESIDENT = 'resident@residents.example.org';

/** The main job, as people do it: without scripts, each in a browser of their own. */
describe('from a request to a delivered announcement, in a browser', () => {
  let city: City;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), openBrowser()]);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  const someone = async (): Promise<Page> => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-CA' });
    context.setDefaultTimeout(8_000);
    contexts.push(context);
    return context.newPage();
  };
  const staff = async (section: string, person: string): Promise<Page> => {
    const page = await someone();
    await page.goto(`${city.url}${section}?lang=en`);
    await page.getByRole('button', { name: person }).click();
    await page.waitForURL(`${city.url}${section}**`);
    return page;
  };
  const heading = (page: Page) => page.textContent('h1');

  it('1, 2: a resident reads the notice, asks, and confirms from the mail', async () => {
    const page = await someone();
    await page.goto(city.url);
    expect(await page.textContent('main')).toContain('City of Toronto Act, 2006');
    await page.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).check();
    await page.getByLabel('Your e-mail address').fill(RESIDENT);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    expect(await heading(page)).toContain('Look at your mail');
    await page.goBack();
    expect(
      await page.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).isChecked(),
    ).toBe(false);

    const phone = await someone();
    await phone.goto(linkIn(await city.mails.nextMail(RESIDENT), '/confirm/'));
    await phone.getByRole('button', { name: 'Yes, I want to follow' }).click();
    expect(await heading(phone)).toContain('You are following');
    expect((await city.mails.nextMail(RESIDENT)).text).toContain('Digital Infrastructure Plan updates');
  });

  it('3: staff write, a second person releases, everyone is accounted for', async () => {
    const author = await staff('/staff', 'Amira Author');
    await author.goto(`${city.url}/staff/announcements/new?lang=en`);
    await author.getByRole('radio', { name: 'Digital Infrastructure Plan updates' }).check();
    for (const [code, subject] of [
      ['en', 'The boards are online'],
      ['fr', 'Les panneaux sont en ligne'],
    ] as const) {
      await author.locator(`[name=subject-${code}]`).fill(subject);
      await author
        .locator(`[name=body-${code}]`)
        .fill(`## ${subject}\n\n[Guide](https://www.example.ca/${code})`);
    }
    await author.locator('[name=send][value=now]').check();
    await author.getByRole('button', { name: 'Save and preview' }).click();
    await author.getByRole('button', { name: 'Submit for release' }).click();
    const announcement = new URL(author.url()).pathname;

    const approver = await staff('/staff', 'Paul Approver');
    await approver.goto(`${city.url}${announcement}?lang=en`);
    await approver.getByRole('button', { name: 'Release and send now' }).click();
    expect((await city.mails.nextMail(RESIDENT)).subject).toBe('The boards are online');

    const operator = await staff('/staff', 'Omar Operator');
    await expectFigures(operator, `${city.url}${announcement}/dispatch?lang=en`, {
      Audience: '1',
      Accepted: '1',
    });
  });

  it('4: the resident leaves by the button of the mail', async () => {
    const page = await someone();
    const mail = city.mails.to(RESIDENT).at(-1);
    if (!mail) throw new Error('there is no mail');
    await page.goto(linkIn(mail, '/leave/'));
    await page.getByRole('button', { name: 'Leave this topic' }).click();
    expect(await heading(page)).toContain('You have left');
  });

  it('5: an auditor downloads the records and sees what happened', async () => {
    const auditor = await staff('/audit', 'Odile Auditor');
    await auditor.goto(`${city.url}/audit/records?lang=en`);
    for (const words of ['asked', 'confirmed', 'withdrew']) {
      expect((await auditor.textContent('main'))?.toLowerCase()).toContain(words);
    }
    await auditor.goto(`${city.url}/audit/exports?lang=en`);
    await auditor.getByRole('radio', { name: 'Records as NDJSON' }).check();
    await auditor.getByRole('radio', { name: 'Everything' }).check();
    await auditor.getByRole('button', { name: 'Ask for the file' }).click();
    const ready = await untilThere(auditor, 'a[href$="/file"]');
    const download = auditor.waitForEvent('download');
    await ready.click();
    const file = await (await download).path();
    expect(readFileSync(file, 'utf8')).toContain('"action":"withdrew"');
  });

  it.each([
    ['/staff', 'Amira Author'],
    ['/staff/announcements/new', 'Amira Author'],
    ['/audit', 'Odile Auditor'],
    ['/audit/records', 'Odile Auditor'],
  ])('ALL-1: %s has no axe finding in either language', async (path, person) => {
    const section = path.startsWith('/staff') ? '/staff' : '/audit';
    const cookies = await (await staff(section, person)).context().cookies();
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 320, height: 800 } });
    await context.addCookies(cookies);
    const page = await context.newPage();
    for (const language of ['en', 'fr']) {
      await page.goto(`${city.url}${path}?lang=${language}`);
      expect(new URL(page.url()).pathname).toBe(path);
      expect(await axeFindings(page)).toEqual([]);
    }
    await context.close();
  });
});

/** Loads the page again and again until it has such an element, for at most 40 seconds. */
async function untilThere(page: Page, selector: string): Promise<Locator> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const found = page.locator(selector);
    if ((await found.count()) > 0) return found.first();
    if (Date.now() > deadline) throw new Error(`no ${selector} within 40 seconds`);
    await page.reload();
  }
}

async function expectFigures(page: Page, url: string, figures: Record<string, string>): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    await page.goto(url);
    const shown = await page.locator('.site-figures__one').allInnerTexts();
    const missing = Object.entries(figures).filter(
      ([name, count]) => !shown.some((text) => text.includes(name) && text.includes(count)),
    );
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`figures after 40 seconds: ${shown.join(' | ')}`);
  }
}
