import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { commitTo, leafHash } from '#libs/tlog';
import { people } from '../../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../../tools/development-provider/server.ts';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { fillInbox } from '../ledger.testing.ts';
import { NOTICE_EN, payloads, sha256 } from '../messages.testing.ts';
import { signIn } from '../sign-in.testing.ts';
import { EvidenceService } from './evidence.service.ts';
import { fillSmallLedger, HOSTILE } from './small-ledger.testing.ts';

let provider: RunningProvider;
let consent: RunningConsent;
let cookie: string;

beforeAll(async () => {
  const facts = { port: 0, publicUrl: 'http://localhost:8080', clientSecret: 'secret' };
  provider = await startProvider(facts, { people, claimsIn: 'id-token' });
  consent = await openConsent({ OIDC_ISSUER: provider.issuer });
  await fillSmallLedger(consent);
  await consent.app.init();
  await consent.app.getHttpAdapter().getInstance().ready();
  cookie = await signIn(consent, 'demo-odile');
});

afterAll(async () => {
  await consent.stop();
  await provider.close();
});

describe('the consent records as files', () => {
  it('PROOF-4: NDJSON has a line for each entry, with action, address, topics, words, times, manner and hash', async () => {
    const { body, headers } = await download('/audit/records.ndjson');
    expect(headers['content-disposition']).toBe('attachment; filename="records-6.ndjson"');
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    const lines = readLines(body);
    expect(lines.map(({ index, kind, action }) => [index, kind, action])).toEqual([
      [0, 'genesis', undefined],
      [1, 'notice', undefined],
      [2, 'consent', 'asked'],
      [3, 'consent', 'confirmed'],
      [4, 'consent', 'withdrew'],
      [5, 'consent', 'asked'],
    ]);
    expect(lines[3]).toMatchObject({
      status: 'open',
      address: 'resident@example.ca',
      topics: ['digital-plan'],
      occurred_at: '2026-03-02T14:59:30.000Z',
      recorded_at: '2026-03-02T15:00:00.000Z',
      manner: { control: 'confirm-button', page: '/confirm', client_address: '192.0.2.7' },
      notices: [{ sha256: sha256(NOTICE_EN), language: 'en', text: NOTICE_EN }],
    });
    // Leaving names only the resident; the ledger knows where that is.
    expect(lines[4]).toMatchObject({ address: 'resident@example.ca', topics: ['digital-plan'] });
  });

  it('PROOF-2: leaf hash and commitment can be computed from each line alone', async () => {
    const lines = readLines((await download('/audit/records.ndjson')).body);
    for (const { kind, leaf, leaf_hash, payload, salt } of lines) {
      expect(leafHash(Buffer.from(String(leaf))).toString('base64')).toBe(leaf_hash);
      if (kind !== 'consent') continue;
      const commitment = commitTo(String(payload), Buffer.from(String(salt), 'base64'));
      expect(JSON.parse(String(leaf)).c).toBe(commitment.toString('base64'));
    }
  });

  it('PROOF-4: CSV has a row for each entry with the words, and runs nothing in a spreadsheet', async () => {
    const { body, headers } = await download('/audit/records.csv');
    expect(headers['content-disposition']).toBe('attachment; filename="records-6.csv"');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    const rows = body.split('\r\n');
    expect(rows[0]).toMatch(/^\ufeff"index","kind","status","action","address","topics",/);
    expect(rows).toHaveLength(8);
    expect(rows[4]).toContain(`"confirmed","resident@example.ca","digital-plan"`);
    expect(rows[4]).toContain(`"${NOTICE_EN}"`);
    expect(rows[5]).toContain('"withdrew","resident@example.ca"');
    expect(rows[6]).toContain(`"'${HOSTILE.replaceAll('"', '""')}"`);
  });

  it('PROOF-5: what was erased stays as an entry that says nothing', async () => {
    const owner = new Client({ connectionString: consent.database.ownerUrl });
    await owner.connect();
    await owner.query('DELETE FROM consent.records WHERE leaf_index = 2');
    await owner.end();
    const [line] = readLines((await download('/audit/records.ndjson')).body).filter(
      ({ index }) => index === 2,
    );
    expect(line).toEqual({
      index: 2,
      kind: 'consent',
      status: 'erased',
      notices: [],
      leaf: expect.any(String),
      leaf_hash: expect.any(String),
    });
    const page = await consent.app.inject({ url: '/audit/records/2', headers: { cookie } });
    expect(page.body).toContain('has been erased');
  });

  it('reads a ledger of any size in pages, each entry once', async () => {
    const pages: number[][] = [];
    await fillInbox(consent, 1100, () => payloads.asked());
    await consent.sequence();
    for await (const page of consent.app.get(EvidenceService).all(1106))
      pages.push(page.map(({ index }) => index));
    expect(pages.map((page) => page.length)).toEqual([500, 500, 106]);
    expect(pages.flat()).toEqual(Array.from({ length: 1106 }, (_, index) => index));
    const asOfThen = await collect(consent.app.get(EvidenceService).all(6));
    expect(asOfThen).toHaveLength(6);
  });

  it.each(['/audit/records.ndjson', '/audit/records.csv'])(
    'ABUSE-4: %s is for auditors alone',
    async (url) => {
      const stranger = await consent.app.inject(url);
      expect(stranger.statusCode).toBe(303);
      expect(stranger.body).not.toContain('example.ca');
      const author = await consent.app.inject({
        url,
        headers: { cookie: await signIn(consent, 'demo-amira') },
      });
      expect(author.statusCode).toBe(403);
    },
  );
});

async function download(url: string) {
  const answer = await consent.app.inject({ url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return answer;
}

function readLines(body: string): Record<string, unknown>[] {
  expect(body.endsWith('\n')).toBe(true);
  return body
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function collect<T>(pages: AsyncGenerator<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
