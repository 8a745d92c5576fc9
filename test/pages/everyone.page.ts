import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  announce,
  ask,
  axeFindings,
  type City,
  follow,
  linkIn,
  openBrowser,
  overflow,
  startCity,
} from '../support/index.ts';

const CONFIRMED = 'seen@residents.example.org';

describe('every page, in both languages, for everyone', () => {
  let city: City;
  let browser: Browser;
  /** Paths by what they are; those of links in mail come with the city. */
  const paths: Record<string, string> = {
    home: '/',
    topic: '/topics/digital-infrastructure-plan',
    embed: '/topics/digital-infrastructure-plan/embed',
    'embedded form': '/topics/digital-infrastructure-plan/embedded',
    'check your mail': '/check-your-mail',
    'mail again': '/check-your-mail/again',
    transparency: '/transparency',
    'not found': '/no-such-page',
    consultations: '/consultations',
    consultation: '/consultations/digital-infrastructure-plan-2019',
    archive: '/announcements',
    ledger: '/ledger',
    'check a receipt': '/verify',
  };

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), openBrowser()]);
    const welcome = await follow(city, CONFIRMED);
    await ask(city, 'pending@residents.example.org');
    const confirmation = linkIn(await city.mails.nextMail('pending@residents.example.org'), '/confirm/');
    paths.confirm = new URL(confirmation).pathname;
    paths['not me'] = `${paths.confirm}/not-me`;
    paths.leave = new URL(linkIn(welcome, '/leave/')).pathname;
    paths.receipt = new URL(linkIn(welcome, '/verify/receipt/')).pathname;
    paths.announcement = (await announce(city, 'The discussion guide')).replace('/staff', '');
    await city.mails.nextMail(CONFIRMED);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await city.stop();
  });

  const open = async (name: string, language: string, width: number) => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, bypassCSP: true });
    await page.goto(`${city.url}${paths[name]}?lang=${language}`);
    return page;
  };
  const NAMES = [...Object.keys(paths), 'confirm', 'not me', 'leave', 'receipt', 'announcement'];
  const cases = NAMES.flatMap((name) => ['en', 'fr'].map((language) => [name, language] as const));

  it.each(cases)(
    'ALL-1: %s in %s has no axe finding, and needs no sideways scrolling at 320 px',
    async (name, language) => {
      const page = await open(name, language, 320);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.close();
    },
  );

  it('ALL-1: an error stands in a summary that has the focus, and leads to its field', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${city.url}/?lang=en`);
    await page.getByRole('button', { name: 'Subscribe' }).press('Enter');
    await page.getByRole('link', { name: 'Tick at least one topic' }).click();
    expect(new URL(page.url()).hash).toBe('#topics');
    expect(await page.title()).toMatch(/^Error: /);
    await context.close();
  });

  it('ALL-1: signing up needs nothing but a keyboard, and no script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${city.url}/?lang=en`);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Skip to main content');
    await page.getByRole('checkbox', { name: 'City budget' }).press('Space');
    const focused = () => page.locator(':focus').getAttribute('id');
    for (let steps = 0; steps < 5 && (await focused()) !== 'email'; steps += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.type('keyboard@residents.example.org');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/check-your-mail**');
    expect(await page.textContent('h1')).toContain('Look at your mail');
    await city.mails.nextMail('keyboard@residents.example.org');
    await context.close();
  });

  it('the code for other sites works there: a form, and a frame whose form opens in the whole window', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${city.url}${paths.embed}?lang=en`);
    const codes = await page.locator('textarea').evaluateAll((all) => all.map((one) => one.textContent));
    for (const [kind, code] of [
      ['form', codes[0]],
      ['frame', codes[1]],
    ]) {
      // A server of its own: what a browser takes for a page of the internet may not frame one of this machine.
      const elsewhere = createServer((_, answer) => answer.end(`<!DOCTYPE html><h1>Elsewhere</h1>${code}`));
      await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
      const form = kind === 'frame' ? page.frameLocator('iframe') : page;
      await form.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).check();
      await form.getByLabel('Your e-mail address').fill(`${kind}@residents.example.org`);
      await form.getByRole('button', { name: 'Subscribe' }).click();
      await page.waitForURL(`${city.url}/check-your-mail?lang=en`);
      await city.mails.nextMail(`${kind}@residents.example.org`);
      elsewhere.close();
    }
    await context.close();
  });

  it('ALL-3: the home page weighs less than 100 KB in all, and sets no cookie', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    let octets = 0;
    page.on('requestfinished', async (request) => {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      octets += responseBodySize + responseHeadersSize;
    });
    await page.goto(city.url, { waitUntil: 'networkidle' });
    expect(octets).toBeGreaterThan(5_000);
    expect(octets).toBeLessThan(100_000);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  it('ABUSE-2: a browser that runs our script sends a proof of work that nobody sees', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${city.url}/?lang=en`);
    await page.getByRole('checkbox', { name: 'City budget' }).check();
    await page.getByLabel('Your e-mail address').fill('proof@residents.example.org');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    const { challenge, solution } = proofIn((await sent).postData());
    expect(challenge.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(solution.derivedKey.startsWith(challenge.parameters.keyPrefix)).toBe(true);
    await page.waitForURL('**/check-your-mail**');
    await city.mails.nextMail('proof@residents.example.org');
    await context.close();
  });

  it('ABUSE-2: whatever becomes of the proof, the form is sent', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/altcha-pbkdf2.js*', (route) => route.abort());
    await page.goto(`${city.url}/?lang=en`);
    await page.getByRole('checkbox', { name: 'City budget' }).check();
    await page.getByLabel('Your e-mail address').fill('no-proof@residents.example.org');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.waitForURL('**/check-your-mail**');
    await city.mails.nextMail('no-proof@residents.example.org');
    await context.close();
  });

  it('ALL-1: the page that lets wait has no axe finding, in either language', async () => {
    // Past the front, from a network that nobody else here is in.
    const ask = (email: string, language: string) =>
      fetch(`${city.service('subscription').url}/?lang=${language}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'x-forwarded-for': '198.51.100.7' },
        body: new URLSearchParams({ email, topics: 'city-budget' }),
      });
    for (let asked = 0; asked < 60; asked += 1) await ask(`crowd${asked}@residents.example.org`, 'en');
    for (const language of ['en', 'fr']) {
      const answer = await ask('late@residents.example.org', language);
      expect(answer.status).toBe(429);
      const page = await open('home', language, 320);
      await page.setContent(await answer.text());
      expect(await page.getByRole('button').count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.close();
    }
  });
});

interface Proof {
  challenge: { parameters: { keyPrefix: string }; signature: string };
  solution: { derivedKey: string };
}

function proofIn(form: string | null): Proof {
  const sent = new URLSearchParams(form ?? '').get('altcha') ?? '';
  return JSON.parse(Buffer.from(sent, 'base64').toString('utf8')) as Proof;
}
