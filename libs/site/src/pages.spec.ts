import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exampleApp } from './example-app.testing.ts';
import { examplePages } from './example-pages.testing.ts';

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await exampleApp(examplePages());
});
afterAll(() => app.close());

const get = async (url: string, acceptLanguage = '') =>
  app.inject({ method: 'GET', url, headers: { 'accept-language': acceptLanguage } });
const post = (url: string) => app.inject({ method: 'POST', url });

/** Anything a strict policy would refuse: scripts, style elements and attributes, handlers, other hosts. */
const FORBIDDEN = [
  /<script/i,
  /<style/i,
  /\sstyle=/i,
  /\son[a-z]+=/i,
  /javascript:/i,
  /(src|action)="(https?:)?\/\//i,
];

describe('a page', () => {
  it('ALL-1: has no script and no inline style, in any language and state', async () => {
    const answers = [
      ...(await Promise.all(
        ['/', '/?lang=fr', '/?lang=ar', '/staff/announcements', '/problem/500'].map((url) => get(url)),
      )),
      await post('/'),
    ];
    for (const { body } of answers) {
      for (const forbidden of FORBIDDEN) expect(body).not.toMatch(forbidden);
    }
  });

  it('shows what was typed as text, never as markup', async () => {
    expect((await get('/')).body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('ALL-2: speaks the language asked for, and says so', async () => {
    const french = await get('/', 'fr-CA,fr;q=0.9,en;q=0.8');
    expect(french.body).toContain('<html lang="fr" dir="ltr"');
    expect(french.body).toContain('<title>Suivre la ville – Nouvelles – Ville d’Exemple</title>');
    expect(french.headers).toMatchObject({ 'content-language': 'fr', vary: 'Accept-Language' });
  });

  it('ALL-2: turns to the right for a language written from right to left', async () => {
    const { body } = await get('/?lang=ar');
    expect(body).toContain('<html lang="ar" dir="rtl"');
    const sheet = /href="(\/assets\/site-rtl\.css[^"]*)"/.exec(body)?.[1] ?? '';
    const { body: css } = await get(sheet);
    expect(css).toContain('margin-right:4px;padding:1px 4px 3px 2px;text-align:right');
  });

  it('offers the other languages at the same address', async () => {
    const { body } = await get('/confirm/abc?step=2&lang=fr');
    expect(body).toContain('href="/confirm/abc?step=2&amp;lang=en"');
    expect(body).toContain('lang="ar" hreflang="ar" dir="rtl"');
    expect(body).not.toContain('step=2&amp;lang=fr');
  });

  it('keeps a chosen language in its links and forms, and adds nothing to them otherwise', async () => {
    expect((await get('/?lang=fr')).body).toContain('action="/?lang=fr"');
    expect((await get('/', 'fr')).body).toContain('action="/"');
  });

  it('ABUSE-4: never links to a host that the address smuggles in', async () => {
    const { body } = await get('//evil.example.com/x');
    expect(body).not.toContain('href="//evil');
  });

  it('marks where the reader is', async () => {
    expect((await get('/')).body).toMatch(/href="\/"\s+aria-current="true"/);
    expect((await get('/confirm/abc')).body).not.toMatch(/govuk-service-navigation__link[^>]*aria-current/);
  });

  it('says who is signed in, and offers to sign out by a form, only to staff', async () => {
    const { body } = await get('/staff/announcements');
    expect(body).toContain('Signed in as Ada &lt;Author&gt;');
    expect(body).toContain('action="/staff/sign-out"');
    expect(body).toContain('name="formToken" value="token-1"');
    expect((await get('/')).body).not.toContain('sign-out');
  });
});

describe('a form with problems', () => {
  it('begins with a summary that has the focus, and names each problem beside its field', async () => {
    const { statusCode, body } = await post('/?lang=fr');
    expect(statusCode).toBe(422);
    expect(body).toContain('<title>Erreur\u00a0: Suivre la ville');
    expect(body).toMatch(/class="govuk-error-summary" tabindex="-1" autofocus/);
    expect(body).toContain('<a href="#email">Saisissez votre adresse de courriel</a>');
    expect(body).toContain('aria-describedby="email-error"');
  });
});

describe('an error page', () => {
  it('says in each language what went wrong and how to reach a person', async () => {
    for (const status of [400, 403, 404, 405, 410, 413, 415, 429, 500, 503]) {
      for (const language of ['en', 'fr', 'ar']) {
        const { statusCode, body } = await get(`/problem/${status}?lang=${language}`);
        expect({ statusCode, hasTelephone: body.includes('555-0100') }).toEqual({
          statusCode: status,
          hasTelephone: true,
        });
      }
    }
  });

  it('tells an unusual status as the nearest usual one', async () => {
    expect((await get('/problem/418')).body).toContain('That did not work');
    expect((await get('/problem/502')).body).toContain('Sorry, something went wrong');
  });
});

describe('search engines', () => {
  it('ABUSE-4: are kept away from addresses that hold a secret', async () => {
    const token = await get('/confirm/abc');
    expect(token.headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(token.body).toContain('<meta name="robots" content="noindex, nofollow">');
    expect((await get('/')).headers['x-robots-tag']).toBeUndefined();
  });

  it('are kept away from a demonstration, which says what it is in each language', async () => {
    const words = { en: 'Not the town.', fr: 'Pas la ville.', ar: 'ليست البلدة.' };
    const demonstration = await exampleApp(examplePages(words));
    const { headers, body } = await demonstration.inject({ method: 'GET', url: '/?lang=fr' });
    await demonstration.close();
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(body).toContain('Pas la ville.');
  });
});
