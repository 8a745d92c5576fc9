import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exampleApp } from './example-app.testing.ts';
import { examplePages } from './example-pages.testing.ts';

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await exampleApp(examplePages());
});
afterAll(() => app.close());

const get = (url: string, encoding = '', language = 'en') =>
  app.inject({ url, headers: { 'accept-language': language, 'accept-encoding': encoding } });
const madeAs = (html: string) => /made \d+/.exec(html)?.[0];

describe('a page that is the same for everybody', () => {
  it('is made once for each language, however many read it', async () => {
    const [first, again] = await Promise.all([get('/shared'), get('/shared')]);
    expect(madeAs(first.body)).toBeDefined();
    expect(again.body).toBe(first.body);
    const french = await get('/shared', '', 'fr');
    expect(french.body).toContain('lang="fr"');
    expect(madeAs(french.body)).not.toBe(madeAs(first.body));
  });

  it('is another one where the reader chose the language: its links keep the choice', async () => {
    expect((await get('/shared?lang=en')).body).toContain('lang=en');
    expect(madeAs((await get('/shared?lang=en')).body)).not.toBe(madeAs((await get('/shared')).body));
  });

  it('is not kept for a query of somebody else’s making, which would be in its links', async () => {
    const made = [await get('/shared?x=1'), await get('/shared?x=1')].map(({ body }) => madeAs(body));
    expect(made[0]).not.toBe(made[1]);
    expect((await get('/shared?x=1')).body).toContain('x=1');
    expect((await get('/shared')).body).not.toContain('x=1');
  });

  it('ALL-3: comes compressed to a browser that takes it, and says on what it depends', async () => {
    const { body } = await get('/shared');
    const brotli = await get('/shared', 'gzip, br');
    const gzip = await get('/shared', 'gzip');
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(body);
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(body);
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-language': 'en',
      'cache-control': 'no-store',
      vary: 'Accept-Language, Accept-Encoding',
    });
  });

  it('is the only kind that is compressed: others may hold a secret beside what somebody typed', async () => {
    expect((await get('/confirm/abc', 'gzip, br')).headers['content-encoding']).toBeUndefined();
  });
});
