import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commitTo } from '#libs/tlog';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, recordOf, storedEntries, taken } from '../ledger.testing.ts';
import { deliveryAsked, dispatchFinished, released } from './acts.testing.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
});

afterAll(async () => {
  await consent.stop();
});

describe('what staff and dispatches do', () => {
  it('MSG-2: a release is in the ledger, with who wrote, who released, and the hash of what', async () => {
    const message = released();
    await consent.send(message);
    const { index, payload } = await recordOf(consent, message);
    expect(JSON.parse(payload)).toMatchObject({
      action: 'released-announcement',
      author: 'subject-of-amira',
      approver: 'subject-of-paul',
      content_hash: message.contentHash,
      occurred_at: '2026-03-02T14:59:52.000Z',
    });
    expect(JSON.parse(await leaf(index))).toEqual({ c: await commitmentOf(index), k: 'staff', v: 1 });
  });

  it('SEND-2: a finished dispatch is in the ledger, with its numbers and the hash of its manifest', async () => {
    const message = dispatchFinished();
    await consent.send(message);
    const { index, payload } = await recordOf(consent, { eventId: message.dispatchId });
    expect(JSON.parse(payload)).toMatchObject({ audience: 3, accepted: 2, manifest: message.manifest });
    expect(JSON.parse(await leaf(index)).k).toBe('send');
  });

  it('PROOF-4: a question about one delivery is in the ledger, with who asked, and without an address', async () => {
    const message = deliveryAsked();
    await consent.send(message);
    const { index, payload } = await recordOf(consent, message);
    expect(JSON.parse(payload)).toMatchObject({
      action: 'asked-about-delivery',
      auditor: 'subject-of-odile',
      resident_id: message.residentId,
      ledger_index: 3,
    });
    expect(await leaf(index)).toMatch(/^\{"c":"[^"]{44}","k":"staff","v":1\}$/);
  });

  it.each([
    ['a release', released()],
    ['a finished dispatch', dispatchFinished()],
    ['a question', deliveryAsked()],
  ])('SEND-3: %s that is delivered twice has one leaf', async (_, message) => {
    const sent = await consent.send(message);
    await taken(consent, sent);
    await consent.sequence();
    const before = await count(consent, 'leaves');
    await consent.sendAgain(sent);
    await taken(consent, await consent.send(message));
    await consent.sequence();
    expect(await count(consent, 'leaves')).toBe(before);
  });
});

async function leaf(index: number): Promise<string> {
  return (await storedEntries(consent))[index]?.toString('ascii') ?? '';
}

async function commitmentOf(index: number): Promise<string> {
  const [row] = await consent.dataSource.query<{ payload: string; salt: Buffer }[]>(
    'SELECT payload, salt FROM records WHERE leaf_index = $1',
    [index],
  );
  return row ? commitTo(row.payload, row.salt).toString('base64') : '';
}
