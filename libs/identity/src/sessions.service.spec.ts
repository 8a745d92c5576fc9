import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { people } from '../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../tools/development-provider/server.ts';
import { Browser } from './browser.testing.ts';
import { IdentityModule } from './index.ts';
import { optionsFor, PUBLIC_URL, SettableClock, StaffPages, startStaffPages } from './staff-pages.testing.ts';

const HOUR = 60 * 60 * 1000;
const facts = { port: 0, publicUrl: PUBLIC_URL, clientSecret: 'for-development-only' };

let provider: RunningProvider;
let app: NestFastifyApplication;
let browser: Browser;
const clock = new SettableClock();

beforeAll(async () => {
  provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  const identity = IdentityModule.forSection('/staff', optionsFor(provider.issuer, { clock }));
  app = await startStaffPages(identity, [StaffPages]);
});

beforeEach(() => {
  browser = new Browser(PUBLIC_URL, app);
});

afterAll(async () => {
  await app.close();
  await provider.close();
});

describe('a session', () => {
  it('ABUSE-4: ends after eight hours', async () => {
    await browser.signIn('demo-amira', '/staff');
    clock.pass(8 * HOUR - 60_000);
    expect(await browser.get('/staff')).toMatchObject({ status: 200 });
    clock.pass(61_000);
    expect((await browser.get('/staff')).location).toBe('/staff/sign-in?return=%2Fstaff');
  });

  it('ABUSE-4: is worth nothing when a single character of it was changed', async () => {
    await browser.signIn('demo-amira', '/staff');
    const cookie = browser.cookie('__Secure-tidings-session');
    const sealed = cookie?.value ?? '';
    for (const at of [10, sealed.length - 60, sealed.length - 10]) {
      const changed = sealed[at] === 'A' ? 'B' : 'A';
      if (cookie) cookie.value = sealed.slice(0, at) + changed + sealed.slice(at + 1);
      expect(await browser.get('/staff')).toMatchObject({ status: 303 });
    }
    if (cookie) cookie.value = sealed;
    expect(await browser.get('/staff')).toMatchObject({ status: 200 });
  });

  it('ABUSE-4: of another section with the same key does not count, nor does a begun sign-in', async () => {
    const audit = await startStaffPages(
      IdentityModule.forSection('/audit', optionsFor(provider.issuer, { clientId: 'tidings-audit' })),
      [],
    );
    const auditor = new Browser(PUBLIC_URL, audit);
    await auditor.signIn('demo-amira', '/audit/sign-in');
    const session = auditor.cookie('__Secure-tidings-session');
    await browser.comeBack('demo-amira', '/staff');
    const attempt = browser.cookie('__Secure-tidings-sign-in');
    expect(session && attempt).toBeDefined();
    for (const foreign of [session, attempt]) {
      if (foreign) browser.cookies = [{ ...foreign, path: '/staff', name: '__Secure-tidings-session' }];
      expect(await browser.get('/staff')).toMatchObject({ status: 303 });
    }
    await audit.close();
  });

  it('is known to another service that shares the section and its key', async () => {
    const topics = await startStaffPages(
      IdentityModule.forSectionOfAnotherService('/staff', optionsFor('unused')),
      [StaffPages],
    );
    const elsewhere = new Browser(PUBLIC_URL, topics);
    expect((await elsewhere.get('/staff')).location).toBe('/staff/sign-in?return=%2Fstaff');
    await browser.signIn('demo-amira', '/staff');
    elsewhere.cookies = browser.cookies;
    expect(await elsewhere.get('/staff')).toMatchObject({ status: 200 });
    await topics.close();
  });
});

describe('authority', () => {
  it('ABUSE-4: refuses a person without the role', async () => {
    expect(await browser.signIn('demo-amira', '/staff/operations')).toMatchObject({ status: 403 });
    const auditor = new Browser(PUBLIC_URL, app);
    expect(await auditor.signIn('demo-odile', '/staff')).toMatchObject({ status: 403 });
    const operator = new Browser(PUBLIC_URL, app);
    expect(await operator.signIn('demo-omar', '/staff/operations')).toMatchObject({ text: 'operations' });
    expect(await operator.get('/staff')).toMatchObject({ status: 403 });
  });

  it('ABUSE-4: answers 401 to what somebody sends who is not signed in', async () => {
    expect(await browser.post('/staff/announcements', { title: 'Hello' })).toMatchObject({ status: 401 });
  });
});
