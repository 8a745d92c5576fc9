import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { naiveRoot, storedEntries } from '../ledger.testing.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { HoldsService } from '../rights/holds.service.ts';
import { rebuildStandings } from '../standing/rebuild-standings.ts';
import { RetentionService } from './retention.service.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await openConsent();
});
afterAll(() => consent.stop());

const retention = () => consent.app.get(RetentionService);
const preview = () => retention().preview(consent.dataSource);
const none = { unconfirmed: 0, ended: 0, address: 0, client_address: 0, user_agent: 0 };
const record = async (...events: ConsentPayload[]) => {
  for (const payload of events) await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
  await consent.sequence();
};
const left = async (residentId: string) => {
  const rows = await consent.dataSource.query<{ action: string }[]>(
    'SELECT action FROM records WHERE resident_id = $1 ORDER BY leaf_index',
    [residentId],
  );
  return rows.map(({ action }) => action);
};
/** Asked and confirmed on the second of March, and left when `leftAt` says so. */
const resident = async (address: string, leftAt?: string) => {
  const residentId = randomUUID();
  const requestId = randomUUID();
  const topics = [subscribedTopic()];
  await record(
    payloads.asked({ residentId, requestId, address }),
    payloads.confirmed({ residentId, requestId, address, topics }),
  );
  const ended = topics.map((topic) => ({ ...topic, version: 2 }));
  if (leftAt) await record(payloads.withdrew({ residentId, topics: ended, occurredAt: leftAt }));
  return residentId;
};

describe('PROOF-5: retention', () => {
  it('forgets a request that nobody confirmed after its days, not a second before, and no other', async () => {
    const unconfirmed = randomUUID();
    const address = 'never@example.ca';
    await record(
      payloads.asked({ residentId: unconfirmed, address, occurredAt: '2026-03-02T15:00:00.000Z' }),
    );
    const follower = await resident('follower@example.ca');
    consent.clock.set('2026-04-01T15:00:00.000Z');
    expect(await preview()).toEqual(none);
    consent.clock.set('2026-04-01T15:00:00.001Z');
    expect(await preview()).toEqual({ ...none, unconfirmed: 1 });
    expect(await left(unconfirmed)).toEqual(['asked']);
    expect(await retention().apply()).toEqual({ ...none, unconfirmed: 1 });
    expect(await left(unconfirmed)).toEqual([]);
    expect(await left(follower)).toEqual(['asked', 'confirmed']);
    const rows = await consent.dataSource.query<unknown[]>('SELECT 1 FROM residents WHERE address = $1', [
      address,
    ]);
    expect(rows).toEqual([]);
    expect(await retention().apply()).toEqual(none);
  });

  it('forgets ended consent three years and its margin after the end, never what is followed', async () => {
    const gone = await resident('gone@example.ca', '2026-06-01T12:00:00.000Z');
    const later = await resident('later@example.ca', '2026-06-01T12:00:00.001Z');
    const follower = await resident('still@example.ca');
    consent.clock.set('2029-08-30T12:00:00.001Z');
    expect(await retention().apply()).toMatchObject({ ended: 3 });
    expect(await left(gone)).toEqual([]);
    expect(await left(later)).toHaveLength(3);
    expect(await left(follower)).toHaveLength(2);
  });

  it('leaves the tree whole, says which leaves nothing opens any more, and standings still follow', async () => {
    const before = await storedEntries(consent);
    await consent.sequence();
    const entries = await storedEntries(consent);
    expect(entries.slice(0, before.length)).toEqual(before);
    const [last] = await consent.dataSource.query<{ root: Buffer }[]>(
      'SELECT root FROM checkpoints ORDER BY size DESC LIMIT 1',
    );
    expect(last?.root).toEqual(naiveRoot(entries));
    const acts = await consent.dataSource.query<{ payload: string }[]>(
      `SELECT payload FROM records WHERE action = 'retention' AND payload::jsonb ? 'entries' ORDER BY leaf_index`,
    );
    expect(acts.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { rule: { class: 'unconfirmed', days: 30 }, entries: [expect.any(Number)] },
      {
        rule: { class: 'ended', years: 3, days: 90 },
        entries: [expect.any(Number), expect.any(Number), expect.any(Number)],
      },
    ]);
    const found = await rebuildStandings(consent.dataSource, 'compare');
    expect(found).toMatchObject({ missing: 0, surplus: 0, different: 0 });
  });

  it('keeps what is under legal hold, until the hold is lifted', async () => {
    const held = await resident('held@example.ca', '2026-06-01T12:00:00.000Z');
    const order = { address: 'held@example.ca', by: 'Odile', reason: 'matter 12' };
    await consent.app.get(HoldsService).set(order);
    expect(await retention().apply()).toMatchObject({ ended: 0 });
    expect(await left(held)).toHaveLength(3);
    await consent.app.get(HoldsService).lift(order);
    expect(await retention().apply()).toMatchObject({ ended: 3 });
  });

  it('keeps nothing any longer because somebody asked what is held, or took a receipt: that may be anybody', async () => {
    const asked = await resident('curious@example.ca', '2026-06-01T12:00:00.000Z');
    consent.clock.set('2029-08-30T12:00:00.001Z');
    for (const action of ['asked-for-access', 'took-access', 'took-receipt']) {
      await consent.dataSource.transaction((manager) =>
        consent.app
          .get(LedgerEvents)
          .record({ manager }, { kind: 'export', payload: { action, resident_id: asked } }),
      );
    }
    await consent.sequence();
    expect(await retention().apply()).toMatchObject({ ended: 3 });
    expect(await left(asked)).toEqual(['asked-for-access', 'took-access', 'took-receipt']);
  });
});
