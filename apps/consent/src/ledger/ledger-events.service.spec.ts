import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commitTo } from '#libs/tlog';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { ndjsonLine } from '../evidence/ndjson.ts';
import { csvLine } from '../evidence/records-csv.ts';
import { actKinds } from './act-payload.ts';
import { type LedgerEvent, LedgerEvents } from './ledger-events.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await openConsent();
});

afterAll(async () => {
  await consent.stop();
});

/** Records it in a transaction of its own. @returns its id. */
async function record(event: LedgerEvent): Promise<string> {
  return consent.dataSource.transaction((manager) =>
    consent.app.get(LedgerEvents).record({ manager }, event),
  );
}

async function entriesOf(eventId: string) {
  await consent.sequence();
  const rows = await consent.dataSource.query<{ index: string }[]>(
    'SELECT leaf_index AS index FROM records WHERE event_id = $1',
    [eventId],
  );
  return Promise.all(rows.map(({ index }) => consent.app.get(EvidenceService).at(Number(index))));
}

describe('what the city did', () => {
  it.each(actKinds)(
    'PROOF-2: %s gets a leaf that commits to its payload and says nothing else',
    async (kind) => {
      const eventId = await record({ kind, payload: { action: 'tried', person: 'Ada' } });
      const [entry] = await entriesOf(eventId);
      const { payload, salt } = entry?.stored ?? {};
      expect(JSON.parse(payload ?? '')).toEqual({
        action: 'tried',
        event_id: eventId,
        occurred_at: '2026-03-02T15:00:00.000Z',
        person: 'Ada',
        v: 1,
      });
      const commitment = commitTo(payload ?? '', salt ?? Buffer.of()).toString('base64');
      expect(entry?.stored.entry.toString()).toBe(`{"c":"${commitment}","k":"${kind}","v":1}`);
    },
  );

  it('PROOF-4: is in the files that auditors take away', async () => {
    const residentId = randomUUID();
    const payload = { action: 'looked-at-resident', person: 'Ada', resident_id: residentId };
    const [entry] = await entriesOf(await record({ kind: 'staff', payload }));
    if (!entry) throw new Error('not recorded');
    expect(JSON.parse(ndjsonLine(entry))).toMatchObject({
      kind: 'staff',
      action: 'looked-at-resident',
      status: 'open',
    });
    expect(csvLine(entry)).toContain(residentId);
    const found = await consent.app.get(EvidenceService).ofResident({ residentId, before: 1000, limit: 10 });
    expect(found.map(({ index }) => index)).toEqual([entry.index]);
  });

  it('is not recorded when the transaction that did it rolls back', async () => {
    const eventId = randomUUID();
    const undone = consent.dataSource.transaction(async (manager) => {
      await consent.app.get(LedgerEvents).record(
        { manager },
        {
          kind: 'export',
          payload: { action: 'made', event_id: eventId },
        },
      );
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await entriesOf(eventId)).toEqual([]);
  });

  it('SEND-3: is recorded once when it is said twice, before and after it got its leaf', async () => {
    const event = { kind: 'send', payload: { action: 'began', event_id: randomUUID() } } as const;
    await record(event);
    await record(event);
    expect(await entriesOf(event.payload.event_id)).toHaveLength(1);
    await record(event);
    expect(await entriesOf(event.payload.event_id)).toHaveLength(1);
  });
});
