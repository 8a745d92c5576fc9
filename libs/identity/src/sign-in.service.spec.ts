import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { people } from '../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../tools/development-provider/server.ts';
import { Browser } from './browser.testing.ts';
import { IdentityModule } from './index.ts';
import {
  optionsFor,
  PUBLIC_URL,
  ResidentPages,
  SettableClock,
  StaffPages,
  startStaffPages,
} from './staff-pages.testing.ts';

const HOUR = 60 * 60 * 1000;
const facts = { port: 0, publicUrl: PUBLIC_URL, clientSecret: 'for-development-only' };

let provider: RunningProvider;
let app: NestFastifyApplication;
let browser: Browser;
const clock = new SettableClock();

beforeAll(async () => {
  provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  const identity = IdentityModule.forSection('/staff', optionsFor(provider.issuer, { clock }));
  app = await startStaffPages(identity, [StaffPages, ResidentPages]);
});

beforeEach(() => {
  browser = new Browser(PUBLIC_URL, app);
});

afterAll(async () => {
  await app.close();
  await provider.close();
});

describe('signing in', () => {
  it('ABUSE-4: leads an author through the provider to the page that they asked for', async () => {
    const page = await browser.signIn('demo-amira', '/staff/announcements/7?lang=fr');
    expect(page.url).toBe(`${PUBLIC_URL}/staff/announcements/7?lang=fr`);
    const { person } = JSON.parse(page.text);
    expect(person).toEqual({ subject: 'demo-amira', name: 'Amira Author', roles: ['author'] });
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('ABUSE-4: keeps the session in a cookie that neither scripts, other sites nor the resident pages get', async () => {
    await browser.signIn('demo-beatriz', '/staff');
    const cookie = browser.cookie('__Secure-tidings-session');
    expect(cookie?.attributes.split('; ').sort()).toEqual([
      'HttpOnly',
      'Max-Age=28800',
      'Path=/staff',
      'SameSite=Lax',
      'Secure',
    ]);
    const readable =
      cookie?.value
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString())
        .join() ?? '';
    expect(readable).not.toMatch(/beatriz|author|roles/i);
  });

  it('lets one browser sign in on three pages at once', async () => {
    const [first, second] = [
      await browser.comeBack('demo-paul', '/staff/announcements/1'),
      await browser.comeBack('demo-paul', '/staff/announcements/2'),
    ];
    expect((await browser.open(first)).url).toBe(`${PUBLIC_URL}/staff/announcements/1`);
    expect((await browser.open(second)).url).toBe(`${PUBLIC_URL}/staff/announcements/2`);
  });

  it('leaves the pages of residents alone', async () => {
    expect(await browser.get('/ask')).toMatchObject({ status: 200, text: 'open to everybody' });
    expect(await browser.post('/ask', { email: 'resident@example.ca' })).toMatchObject({ status: 201 });
  });

  it.each(['https://example.com/', '//example.com', '/\\example.com', '/staff/../ask', '/staff/sign-in'])(
    'ABUSE-4: does not lead to %s afterwards',
    async (wish) => {
      const page = await browser.signIn('demo-amira', `/staff/sign-in?return=${encodeURIComponent(wish)}`);
      expect(page.url).toBe(`${PUBLIC_URL}/staff`);
    },
  );
});

describe('coming back from the provider', () => {
  it('ABUSE-4: works once; the same answer signs nobody in again', async () => {
    const callback = await browser.comeBack('demo-amira', '/staff');
    const attempt = browser.cookie('__Secure-tidings-sign-in');
    expect((await browser.get(callback)).location).toBe('/staff');
    expect(browser.cookie('__Secure-tidings-sign-in')).toBeUndefined();
    expect(await browser.get(callback)).toMatchObject({ status: 400, location: null });

    // Somebody who kept the cookie too: the provider takes a code once.
    browser.cookies = attempt ? [attempt] : [];
    expect(browser.cookies).toHaveLength(1);
    const again = await browser.get(callback);
    expect(again).toMatchObject({ status: 400, location: null });
    expect(again.text).toContain('/staff/sign-in?return=');
    expect(browser.cookie('__Secure-tidings-session')).toBeUndefined();
  });

  it("ABUSE-4: does not sign a victim's browser in as the attacker", async () => {
    const callback = await browser.comeBack('demo-amira', '/staff');
    const victim = new Browser(PUBLIC_URL, app);
    expect(await victim.get(callback)).toMatchObject({ status: 400, location: null });
    expect(victim.cookies).toEqual([]);
  });

  it('ABUSE-4: takes no code without the state, and no state without a code', async () => {
    const callback = new URL(await browser.comeBack('demo-amira', '/staff'));
    const state = callback.searchParams.get('state') ?? '';
    callback.searchParams.delete('state');
    expect(await browser.get(callback.href)).toMatchObject({ status: 400 });
    expect(await browser.get(`/staff/sign-in/callback?state=${state}`)).toMatchObject({ status: 400 });
    expect(await browser.get('/staff/sign-in/callback')).toMatchObject({ status: 400 });
    expect(browser.cookie('__Secure-tidings-session')).toBeUndefined();
  });

  it('says that nobody is signed in when the provider refuses, without its words', async () => {
    const callback = new URL(await browser.comeBack('demo-amira', '/staff'));
    const refusal = new URLSearchParams({
      error: 'access_denied',
      error_description: 'call 555-0100',
      state: callback.searchParams.get('state') ?? '',
      iss: provider.issuer,
    });
    const page = await browser.get(`/staff/sign-in/callback?${refusal}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('You are not signed in');
    expect(page.text).not.toContain('555');
  });

  it('takes no longer than ten minutes', async () => {
    const callback = await browser.comeBack('demo-amira', '/staff');
    clock.pass(HOUR / 6 + 1000);
    expect(await browser.get(callback)).toMatchObject({ status: 400 });
  });
});
