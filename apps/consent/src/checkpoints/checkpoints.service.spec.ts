import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash } from '#libs/tlog';
import { ORIGIN, type RunningConsent, runConsent } from '../consent.testing.ts';
import { genesisLeaf } from '../ledger/leaf.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
  await consent.sequence();
});

afterAll(async () => {
  await consent.stop();
});

describe('size and root of the ledger', () => {
  it('are there for every program', async () => {
    const answer = await consent.app.inject('/api/consent/v1/checkpoint');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      origin: ORIGIN,
      size: 1,
      root: leafHash(genesisLeaf(ORIGIN)).toString('base64'),
      time: '2026-03-02T15:00:00.000Z',
    });
  });

  it('are described by OpenAPI', async () => {
    const { paths, components } = (await consent.app.inject('/api/consent/openapi.json')).json();
    expect(Object.keys(paths)).toEqual(['/api/consent/v1/checkpoint']);
    expect(Object.keys(components.schemas.CheckpointDto.properties)).toEqual([
      'origin',
      'size',
      'root',
      'time',
    ]);
  });

  it('are there for everybody as a page, in both languages', async () => {
    const page = await consent.app.inject({ url: '/ledger', headers: { 'accept-language': 'en' } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(ORIGIN);
    expect(page.body).toMatch(/Signs now.*ledger\.example\.ca\/tidings\+[0-9a-f]{8}\+/s);
    const french = await consent.app.inject('/ledger?lang=fr');
    expect(french.body).toContain('Le registre des consentements');
  });

  it.each([
    ['POST', '/api/consent/v1/checkpoint', 404],
    ['GET', '/api/consent/v1/nothing', 404],
    ['DELETE', '/ledger', 404],
  ] as const)('%s %s is answered plainly', async (method, url, status) => {
    const answer = await consent.app.inject({ method, url });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toMatch(/\bat .*\.ts:/);
  });
});
