import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readEvidence } from '../evidence/evidence.ts';
import { type ConsentPayload, writePayload } from '../ledger/consent-payload.ts';
import { payloads, subscribedTopic } from '../messages.testing.ts';
import { groundsOf } from './grounds.ts';

const topic = 'digital-plan';
const requestId = randomUUID();
const topics = (version: number) => [subscribedTopic({ version })];

const asked = stored(1, payloads.asked({ requestId, occurredAt: '2026-03-02T10:00:00Z' }));
const confirmed = stored(
  2,
  payloads.confirmed({ requestId, occurredAt: '2026-03-02T10:05:00Z', topics: topics(1) }),
);
const withdrew = stored(3, payloads.withdrew({ occurredAt: '2026-03-04T10:00:00Z', topics: topics(2) }));
const again = stored(4, payloads.confirmed({ occurredAt: '2026-03-06T10:00:00Z', topics: topics(3) }));
const all = [asked, confirmed, withdrew, again];
const at = (day: number) => `2026-03-0${day}T12:00:00.000Z`;

describe('what a message stood on', () => {
  it('PROOF-1: the confirmation, the request it confirms, and that nobody left before', () => {
    const grounds = groundsOf(all, { topic, at: at(3), relied: 2 });
    expect(grounds).toMatchObject({
      consent: { index: 2 },
      asked: { index: 1 },
      endedAfter: { index: 3 },
    });
    expect(grounds.endedBefore).toBeUndefined();
  });

  it('PROOF-1: says so when the resident had left before', () => {
    expect(groundsOf(all, { topic, at: at(5), relied: 2 })).toMatchObject({ endedBefore: { index: 3 } });
  });

  it('PROOF-1: of a moment, the last confirmation before it', () => {
    expect(groundsOf(all, { topic, at: at(7) })).toMatchObject({ consent: { index: 4 } });
    expect(groundsOf(all, { topic, at: at(7) }).endedBefore).toBeUndefined();
    expect(groundsOf(all, { topic, at: at(1) }).consent).toBeUndefined();
  });

  it('finds a withdrawal that has an earlier entry than its confirmation', () => {
    const late = [{ ...withdrew, index: 1 }, confirmed];
    expect(groundsOf(late, { topic, at: at(5) })).toMatchObject({
      consent: { index: 2 },
      endedBefore: { index: 1 },
    });
  });

  it('relies on nothing that is about another topic, another entry, or erased', () => {
    expect(groundsOf(all, { topic: 'parks', at: at(3) }).consent).toBeUndefined();
    expect(groundsOf(all, { topic, at: at(3), relied: 1 }).consent).toBeUndefined();
    expect(groundsOf([{ ...confirmed, status: 'erased' }], { topic, at: at(3) }).consent).toBeUndefined();
  });
});

function stored(index: number, payload: ConsentPayload) {
  const [entry, hash, salt] = [Buffer.alloc(1), Buffer.alloc(32), Buffer.alloc(32)];
  const json = writePayload(payload);
  return readEvidence({
    index,
    kind: 'consent',
    entry,
    hash,
    payload: json,
    salt,
    recordedAt: null,
    address: null,
  });
}
