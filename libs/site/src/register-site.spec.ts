import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exampleApp } from './example-app.testing.ts';
import { examplePages } from './example-pages.testing.ts';

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await exampleApp(examplePages(), { formLimitBytes: 1_000, documentationPath: '/api/example/docs' });
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });
const form = (url: string, payload: string) =>
  app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

describe('every answer', () => {
  it('ABUSE-4: is not stored, not framed, sends no referrer and takes nothing from other hosts', async () => {
    for (const url of ['/', '/confirm/abc', '/problem/404', '/nowhere']) {
      const { headers } = await get(url);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=31536000',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('ABUSE-4: may be framed elsewhere when its page says so, and never when it holds a token', async () => {
    const { headers, statusCode } = await get('/framed/form');
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors *",
    );
    expect(headers).not.toHaveProperty('x-frame-options');
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    const token = await get('/framed/token');
    expect(token.statusCode).toBe(500);
    expect(token.headers).toMatchObject({ 'x-frame-options': 'DENY' });
  });

  it('lets our own files run on a page that asks for it, and never on one whose address holds a secret', async () => {
    const policy = async (url: string) => String((await get(url)).headers['content-security-policy']);
    expect(await policy('/?scripts')).toBe(
      `${await policy('/')};script-src 'self';worker-src 'self';connect-src 'self'`,
    );
    expect(await policy('/confirm/abc')).toBe(await policy('/'));
  });

  it('lets the API documentation, and nothing else, run its own script', async () => {
    const { headers } = await get('/api/example/docs');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect((await get('/api/example')).headers['content-security-policy']).not.toContain('script-src');
  });
});

describe('forms', () => {
  it('are read from the body', async () => {
    expect((await form('/echo', 'email=a%40example.ca&topics=one&topics=two')).json()).toEqual({
      email: 'a@example.ca',
      topics: ['one', 'two'],
    });
  });

  it('are refused when they are larger than a form can be', async () => {
    expect((await form('/echo', `email=${'a'.repeat(1_000)}`)).statusCode).toBe(413);
  });

  it('are refused when they reach for the prototype of objects', async () => {
    expect((await form('/echo', '__proto__=polluted')).statusCode).toBe(400);
  });
});

describe('assets', () => {
  const sheetIn = (html: string) => /href="(\/assets\/site[^"]*)"/.exec(html)?.[1] ?? '';

  it('may be kept for good at the address that a page gives', async () => {
    const url = sheetIn((await get('/')).body);
    const { statusCode, headers } = await get(url);
    expect({ statusCode, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
      statusCode: 200,
      type: 'text/css; charset=utf-8',
      cache: 'public, max-age=31536000, immutable',
    });
  });

  it('are not kept under a version that is not theirs, as it happens during a roll-out', async () => {
    expect((await get('/assets/site.css?v=000000000000')).headers['cache-control']).toBe('public, no-cache');
  });

  it('end with the colours of the city', async () => {
    expect((await get('/assets/site.css')).body).toContain('--govuk-brand-colour:#3b1f5b');
  });

  it('ALL-3: come compressed to a browser that takes it', async () => {
    const encoding = async (accepted: string) =>
      (await get('/assets/site.css', { 'accept-encoding': accepted })).headers['content-encoding'];
    expect(await encoding('gzip, deflate, br')).toBe('br');
    expect(await encoding('gzip;q=0.8, br;q=0')).toBe('gzip');
    expect(await encoding('identity')).toBeUndefined();
  });

  it('are not sent again to a browser that has them', async () => {
    const { headers } = await get('/assets/site.css');
    expect((await get('/assets/site.css', { 'if-none-match': String(headers.etag) })).statusCode).toBe(304);
  });

  it('never lead out of their folder', async () => {
    for (const name of ['nothing.css', '..%2f..%2fcity.json', '%2e%2e%2fcity.json', 'constructor']) {
      expect((await get(`/assets/${name}`)).statusCode).toBe(404);
    }
  });
});
