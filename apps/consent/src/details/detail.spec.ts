import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openRecord, type RecordLine, readLeaf } from '../../../../tools/tidings-verify/src/records.ts';
import { askedPayload } from '../intake/payloads.ts';
import { readPayload, writePayload } from '../ledger/consent-payload.ts';
import { committedLeaf } from '../ledger/leaf.ts';
import { asked, manner, payloads } from '../messages.testing.ts';
import { recordLine } from '../packages/package-record.ts';
import { closeDetails, commitmentsIn, openDetails, readDetails, writeDetails } from './detail.ts';

/** The lines of two records as packages have them: each version of the payload that there ever was, made by other software. */
const example = (version: number) =>
  readFileSync(join(import.meta.dirname, '..', 'ledger', 'examples', `record.v${version}.ndjson`), 'utf8');

const NOTICE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const id = (last: number) => `0190f5c0-0000-7000-8000-00000000000${last}`;

/** What the examples are about, as it was told. */
function told() {
  const message = asked({
    eventId: id(1),
    requestId: id(2),
    residentId: id(3),
    address: 'rené@example.ca',
    topics: [{ topic: 'digital-plan', topicVersion: 1, notice: NOTICE }],
  });
  const shown = { language: 'en', topicName: 'Digital plan' };
  return askedPayload(message, new Map([[NOTICE, shown as never]]));
}

/** One octet each, 1, 2, 3 and so on, repeated. */
function countingSalts(): () => Buffer {
  let fill = 0;
  return () => {
    fill += 1;
    return Buffer.alloc(32, fill);
  };
}

describe('PROOF-5: a payload and its details', () => {
  it('version 2 is the same for ever, and so is its line in a package', () => {
    // The manner is closed before the address; salts do not depend on that in earnest.
    const salts: Record<string, Buffer> = {};
    const next = countingSalts();
    for (const kind of ['address', 'client_address', 'user_agent']) salts[kind] = next();
    const order = ['client_address', 'user_agent', 'address'];
    const { payload, details } = closeDetails(told(), () => salts[order.shift() ?? ''] ?? Buffer.alloc(0));
    const [json, salt] = [
      writePayload(payload),
      Buffer.from(Array.from({ length: 32 }, (_, octet) => octet)),
    ];
    const entry = committedLeaf('consent', json, salt);
    const record = {
      index: 2,
      kind: 'consent',
      status: 'open',
      entry,
      payload: json,
      salt,
      details,
    } as const;
    expect(recordLine(record)).toBe(example(2));
  });

  it.each([1, 2])('version %i is read for ever, with the same details under the same names', (version) => {
    const fields = JSON.parse(example(version));
    const details = Object.entries(fields.details ?? {}).map(([kind, opened]) => {
      const { value, salt } = opened as { value: string; salt: string };
      return { kind: kind as 'address', value, salt: Buffer.from(salt, 'base64') };
    });
    expect(openDetails(readPayload(fields.payload), details)).toMatchObject({
      address: 'rené@example.ca',
      manner: { client_address: '192.0.2.7', user_agent: 'Mozilla/5.0 (tëst)' },
    });
    const line: RecordLine = { index: 2, status: 'open', fields };
    expect(openRecord(line, readLeaf(fields.leaf, 2), fields.leaf)).toMatchObject({
      payload: { address: 'rené@example.ca', manner: { user_agent: 'Mozilla/5.0 (tëst)' } },
      deleted: [],
    });
  });

  it('says nothing of them once they are gone, and what it commits to is still known', () => {
    const { payload } = closeDetails(told(), countingSalts());
    expect(writePayload(payload)).not.toMatch(/example\.ca|192\.0\.2|Mozilla/);
    expect([...commitmentsIn(payload).keys()]).toEqual(['address', 'client_address', 'user_agent']);
  });

  it('of an event without any is the payload alone', () => {
    const payload = payloads.withdrew({ manner: { control: 'one-click', page: '/leave' } });
    const closed = closeDetails(payload, countingSalts());
    expect(closed).toEqual({ payload, details: [] });
    expect(writeDetails(closed.details)).toBeNull();
    expect(readDetails(null)).toEqual([]);
  });

  it('has a salt for each, and waits in the inbox as it was', () => {
    const { payload, details } = closeDetails(
      payloads.asked({ manner: manner({ userAgent: '' }) }),
      countingSalts(),
    );
    expect(new Set(details.map(({ salt }) => salt.toString('hex'))).size).toBe(3);
    expect(readDetails(writeDetails(details))).toEqual(details);
    expect(openDetails(payload, details)).toMatchObject({ manner: { user_agent: '' } });
  });
});
