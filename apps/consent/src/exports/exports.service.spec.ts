import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { commitTo, leafHash } from '#libs/tlog';
import { eventually } from '../../../../test/support/index.ts';
import { faultsOf, gapsOf } from '../../../../tools/tidings-verify/verify.testing.ts';
import { HOSTILE } from '../evidence/small-ledger.testing.ts';
import { fillInbox } from '../ledger.testing.ts';
import { NOTICE_EN, payloads, sha256 } from '../messages.testing.ts';
import { signIn } from '../sign-in.testing.ts';
import { type RunningExports, runExports } from './exports.testing.ts';

let exports: RunningExports;

beforeAll(async () => {
  exports = await runExports();
});

afterAll(async () => {
  await exports.stop();
});

const everything = { format: 'package', scope: 'everything' };

describe('files for auditors', () => {
  it('PROOF-3: a package that was asked for on the page is made, fetched, and verifies', async () => {
    const { row, body, disposition } = await exports.make(everything);
    expect(disposition).toMatch(/^attachment; filename="tidings-evidence-\d+\.zip"$/);
    expect(row.sha256).toBe(sha256Of(body));
    const outcome = exports.check(body);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.report.exitCode()).toBe(0);
  });

  it('PROOF-4: a package as of a ledger size is the same octet for octet, whatever was added since', async () => {
    const size = String(await exports.publish());
    const first = await exports.make({ ...everything, size });
    await fillInbox(exports.consent, 300, () => payloads.asked());
    expect(await exports.publish()).toBeGreaterThan(Number(size) + 299);
    const second = await exports.make({ ...everything, size });
    expect(second.row.sha256).toBe(first.row.sha256);
    const outcome = exports.check((await exports.make(everything)).body);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.report.steps.consistency.counted.checkpoints).toBeGreaterThan(0);
  });

  it('PROOF-4: of one resident opens what they did, and says how much it leaves out', async () => {
    const { body, disposition } = await exports.make({
      format: 'package',
      scope: 'resident',
      address: 'resident@example.ca',
    });
    expect(disposition).not.toContain('example.ca');
    const outcome = exports.check(body);
    expect(faultsOf(outcome)).toEqual([]);
    expect(gapsOf(outcome)).toContainEqual(expect.stringMatching(/^accounted: omitted × \d+$/));
    expect(outcome.report.exitCode()).toBe(2);
  });

  it('PROOF-4: asking and taking are entries of the ledger, with who did it and without an address', async () => {
    await exports.make({ format: 'kantara', scope: 'resident', address: 'resident@example.ca' });
    await exports.publish();
    const rows = await exports.consent.dataSource.query<{ payload: string }[]>(
      `SELECT payload FROM records JOIN leaves ON leaves.index = leaf_index
       WHERE kind = 'export' ORDER BY leaf_index DESC LIMIT 2`,
    );
    const [took, asked] = rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    expect([asked?.action, took?.action].sort()).toEqual(['asked-for-export', 'took-export']);
    expect(asked).toMatchObject({
      format: 'kantara',
      auditor: expect.any(String),
      resident_id: expect.any(String),
    });
    expect(JSON.stringify(rows)).not.toContain('example.ca');
  });

  it('PROOF-4: NDJSON has a line for each entry, from which leaf hash and commitment can be computed', async () => {
    const lines = linesOf((await exports.make({ format: 'ndjson', scope: 'everything' })).body);
    expect(lines.slice(0, 6).map(({ index, kind, action }) => [index, kind, action])).toEqual([
      [0, 'genesis', undefined],
      [1, 'notice', undefined],
      [2, 'consent', 'asked'],
      [3, 'consent', 'confirmed'],
      [4, 'consent', 'withdrew'],
      [5, 'consent', 'asked'],
    ]);
    expect(lines[3]).toMatchObject({
      address: 'resident@example.ca',
      topics: ['digital-plan'],
      occurred_at: '2026-03-02T14:59:30.000Z',
      manner: { control: 'confirm-button', page: '/confirm', client_address: '192.0.2.7' },
      details: { user_agent: { value: 'Mozilla/5.0 (tëst)', salt: expect.any(String) } },
      notices: [{ sha256: sha256(NOTICE_EN), language: 'en', text: NOTICE_EN }],
    });
    // Leaving names only the resident; the ledger knows where that is.
    expect(lines[4]).toMatchObject({ address: 'resident@example.ca', topics: ['digital-plan'] });
    for (const { status, leaf, leaf_hash, payload, salt } of lines) {
      expect(leafHash(Buffer.from(String(leaf))).toString('base64')).toBe(leaf_hash);
      if (status !== 'open') continue;
      const commitment = commitTo(String(payload), Buffer.from(String(salt), 'base64'));
      expect(JSON.parse(String(leaf)).c).toBe(commitment.toString('base64'));
    }
  });

  it('PROOF-4: CSV has a row for each entry with the words, and runs nothing in a spreadsheet', async () => {
    const text = (await exports.make({ format: 'csv', scope: 'everything' })).body.toString('utf8');
    const rows = text.split('\r\n');
    expect(rows[0]).toMatch(/^\ufeff"index","kind","status","action","address","topics",/);
    expect(rows[4]).toContain(`"confirmed","resident@example.ca","digital-plan"`);
    expect(rows[4]).toContain(`"${NOTICE_EN}"`);
    expect(rows[6]).toContain(`"'${HOSTILE.replaceAll('"', '""')}"`);
  });

  it('PROOF-4: ISO/IEC TS 27560 records say given and withdrawn; a Kantara receipt says what was confirmed', async () => {
    const records = linesOf((await exports.make({ format: 'iso-27560', scope: 'everything' })).body);
    expect(records).toMatchObject([
      { event: { event_state: 'given' } },
      { event: { event_state: 'withdrawn' } },
    ]);
    const [given, withdrawn] = records as { header: { record_id: string } }[];
    expect(given?.header.record_id).toBe(withdrawn?.header.record_id);
    const receipts = linesOf((await exports.make({ format: 'kantara', scope: 'everything' })).body);
    expect(receipts).toMatchObject([
      { version: 'KI-CR-v1.1.0', piiPrincipalId: 'resident@example.ca', consentTimestamp: 1772463570 },
    ]);
  });

  it('says what is wrong with what was typed, and that an address is unknown', async () => {
    const wrong = await exports.ask({
      format: 'package',
      scope: 'period',
      from: '2026-02-30',
      to: '2026-01-01',
    });
    expect(wrong.body).toContain('Enter a day such as 2026-01-31');
    const unknown = await exports.ask({ format: 'csv', scope: 'resident', address: 'nobody@example.ca' });
    expect(unknown.body).toContain('The ledger has no records for this address');
  });

  it('ABUSE-4: is for auditors alone', async () => {
    const { row } = await exports.make(everything);
    const url = `/audit/exports/${row.id}/file`;
    const stranger = await exports.consent.app.inject(url);
    expect(stranger.statusCode).toBe(303);
    const cookie = await signIn(exports.consent, 'demo-amira');
    expect((await exports.consent.app.inject({ url, headers: { cookie } })).statusCode).toBe(403);
  });

  it('PROOF-5: of what was erased only the entry is left, and a package shows what nobody said was erased', async () => {
    const owner = new Client({ connectionString: exports.consent.database.ownerUrl });
    await owner.connect();
    await owner.query('DELETE FROM consent.records WHERE leaf_index = 2');
    await owner.end();
    const lines = linesOf((await exports.make({ format: 'ndjson', scope: 'everything' })).body);
    expect(lines[2]).toMatchObject({ index: 2, status: 'erased' });
    const outcome = exports.check((await exports.make(everything)).body);
    // Nobody recorded this erasure, so it is one that cannot be explained.
    expect(faultsOf(outcome)).toContain('accounted: erased-unexplained 2');
  });

  it('is gone when its time is over', async () => {
    const { row } = await exports.make(everything);
    exports.consent.clock.set('2026-03-06T15:00:00.000Z');
    const fetched = () =>
      exports.consent.app.inject({
        url: `/audit/exports/${row.id}/file`,
        headers: { cookie: exports.cookie },
      });
    const gone = await eventually(fetched, ({ statusCode }) => statusCode !== 200);
    expect([303, 404]).toContain(gone.statusCode);
  });
});

function linesOf(body: Buffer): Record<string, unknown>[] {
  const text = body.toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function sha256Of(body: Buffer): string {
  return sha256(body as unknown as string);
}
