import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningNotification, runNotification, startAnother } from '../notification.testing.ts';

describe('the pages with samples of mails', () => {
  let notification: RunningNotification;
  beforeAll(async () => {
    notification = await runNotification();
  });
  afterAll(() => notification.stop());

  const get = (url: string) => notification.app.inject({ method: 'GET', url });

  it('list each mail in each language, and lead to both of its parts', async () => {
    const { body } = await get('/dev/letters?lang=fr');
    expect(body).toContain('Please confirm your e-mail address');
    expect(body).toContain('Veuillez confirmer votre adresse de courriel');
    const links = [...body.matchAll(/href="(\/dev\/letters\/[^"?]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThanOrEqual(36);
    for (const link of links) expect((await get(link)).statusCode).toBe(200);
  });

  it('ABUSE-4: let a mail have its own style, and nothing else', async () => {
    const { headers, body } = await get('/dev/letters/confirmation/en/html');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'unsafe-inline';form-action 'none';base-uri 'none';frame-ancestors 'none'",
    );
    expect(body).toContain('/confirm/sample');
  });

  it('show the headers that the mail has', async () => {
    const { headers, body } = await get('/dev/letters/welcome/fr/text');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toMatch(/^Content-Language: fr\nAuto-Submitted: auto-generated\nList-Unsubscribe: </);
  });

  it.each(['nothing/en/html', 'welcome/de/text', 'constructor/en/html'])('have no %s', async (path) => {
    expect((await get(`/dev/letters/${path}`)).statusCode).toBe(404);
  });

  it('are not there in production', async () => {
    const production = await startAnother(notification, {
      NODE_ENV: 'production',
      OIDC_ISSUER: 'https://people.example.ca',
    });
    for (const path of ['/dev/letters', '/dev/letters/welcome/en/html', '/dev/letters/welcome/en/text']) {
      expect((await production.app.inject({ method: 'GET', url: path })).statusCode).toBe(404);
    }
    await production.stop();
  });
});
