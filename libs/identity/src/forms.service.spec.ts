import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { people } from '../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../tools/development-provider/server.ts';
import { Browser } from './browser.testing.ts';
import { IdentityModule } from './index.ts';
import { optionsFor, PUBLIC_URL, StaffPages, startStaffPages } from './staff-pages.testing.ts';

const facts = { port: 0, publicUrl: PUBLIC_URL, clientSecret: 'for-development-only' };

let provider: RunningProvider;
let app: NestFastifyApplication;
let browser: Browser;
let formToken: string;

beforeAll(async () => {
  provider = await startProvider(facts, { people, claimsIn: 'user-info' });
  app = await startStaffPages(IdentityModule.forSection('/staff', optionsFor(provider.issuer)), [StaffPages]);
});

beforeEach(async () => {
  browser = new Browser(PUBLIC_URL, app);
  formToken = JSON.parse((await browser.signIn('demo-amira', '/staff')).text).formToken;
});

afterAll(async () => {
  await app.close();
  await provider.close();
});

describe('a form of the staff', () => {
  it('is taken with its token, which the service behind does not see', async () => {
    const senders: Record<string, string>[] = [
      {},
      { origin: PUBLIC_URL },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of senders) {
      const answer = await browser.post('/staff/announcements', { title: 'Hello', formToken }, headers);
      expect(answer.status).toBe(201);
      expect(JSON.parse(answer.text)).toEqual({ title: 'Hello', by: 'Amira Author' });
    }
  });

  it('ABUSE-4: is refused without the token, or with that of another session', async () => {
    const other = new Browser(PUBLIC_URL, app);
    const foreign = JSON.parse((await other.signIn('demo-amira', '/staff')).text).formToken;
    expect(foreign).not.toBe(formToken);
    const forms: Record<string, string>[] = [
      {},
      { formToken: '' },
      { formToken: 'a' },
      { formToken: foreign },
    ];
    for (const token of forms) {
      expect(await browser.post('/staff/announcements', { title: 'Hello', ...token })).toMatchObject({
        status: 403,
      });
    }
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://example.com' },
  ])('ABUSE-4: is refused when another site sent it (%p), token or not', async (headers) => {
    const answer = await browser.post('/staff/announcements', { title: 'Hello', formToken }, headers);
    expect(answer.status).toBe(403);
  });
});

describe('signing out', () => {
  it('ends the session here and at the provider', async () => {
    const page = await browser.post('/staff/sign-out', { formToken });
    expect(page.status).toBe(200);
    expect(browser.cookie('__Secure-tidings-session')).toBeUndefined();

    const href = /url=([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&#38;', '&') ?? '';
    expect(href).toContain(provider.issuer);
    const question = await browser.open(href);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(question.text)?.[1] ?? '';
    const end = await browser.follow(
      await browser.post(`${provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' }),
    );
    expect(end.url).toBe(`${PUBLIC_URL}/staff/signed-out`);
    expect(end.text).toContain('You are signed out');
    expect((await browser.get('/staff')).location).toBe('/staff/sign-in?return=%2Fstaff');
  });

  it('ABUSE-4: cannot be forced by another site', async () => {
    expect(await browser.post('/staff/sign-out', {})).toMatchObject({ status: 403 });
    expect(await browser.get('/staff')).toMatchObject({ status: 200 });
  });

  it('does nothing to somebody who is not signed in', async () => {
    const nobody = new Browser(PUBLIC_URL, app);
    const answer = await nobody.post('/staff/sign-out', {});
    expect(answer).toMatchObject({ status: 303, location: '/staff/signed-out' });
  });
});
