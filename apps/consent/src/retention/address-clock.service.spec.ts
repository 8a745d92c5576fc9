import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addPending } from '../intake/pending.query.ts';
import { writePayload } from '../ledger/consent-payload.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { ErasuresService } from '../rights/erasures.service.ts';
import { rebuildStandings } from '../standing/rebuild-standings.ts';
import { type Clocks, none, openClocks, YEAR_OVER } from './clocks.testing.ts';
import { RetentionService } from './retention.service.ts';

let clocks: Clocks;
beforeEach(async () => {
  clocks = await openClocks();
});
afterEach(() => clocks.stop());

describe('PROOF-5: addresses', () => {
  it('go with ended consent, unless a city keeps that for longer: then the history stays, and names nobody', async () => {
    const other = await clocks.inCityWith({ ended: { years: 7 } });
    other.clock.set('2029-05-31T14:59:50.000Z');
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ address: 0 });
    other.clock.set('2029-05-31T14:59:50.001Z');
    expect(await other.app.get(RetentionService).preview(other.dataSource)).toMatchObject({ address: 2 });
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ ended: 0, address: 2 });
    await other.sequence();
    expect(await other.app.get(RetentionService).apply()).toEqual(none);
    const entries = (await clocks.history()).filter(({ kind }) => kind === 'consent');
    expect(entries.map(({ action, address }) => [action, address])).toEqual([
      ['withdrew', undefined],
      ['confirmed', undefined],
      ['asked', undefined],
    ]);
    expect(entries[1]?.deleted.address?.rule).toMatchObject({ class: 'address', years: 3, days: 90 });
    expect(await clocks.rows('SELECT 1 FROM residents')).toEqual([]);
    const found = await rebuildStandings(clocks.consent.dataSource, 'compare');
    expect(found).toMatchObject({ standings: 1, missing: 0, surplus: 0, different: 0 });
    await other.stop();
  });

  it.each(['asked-for-access', 'took-access', 'took-receipt'])('stay no longer for %s', async (action) => {
    const other = await clocks.inCityWith({ ended: { years: 7 } });
    other.clock.set('2029-05-31T14:59:50.001Z');
    const payload = { action, resident_id: clocks.residentId };
    await other.dataSource.transaction((manager) =>
      other.app.get(LedgerEvents).record({ manager }, { kind: 'export', payload }),
    );
    await other.sequence();
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ address: 2 });
    await other.stop();
  });

  it('of somebody who follows a topic stay, however old', async () => {
    const topics = [subscribedTopic({ topic: 'roads' })];
    await clocks.record(
      payloads.confirmed({ residentId: clocks.residentId, address: 'resident@example.ca', topics }),
    );
    clocks.consent.clock.set('2040-01-01T00:00:00.000Z');
    expect(await clocks.apply()).toMatchObject({ ended: 0, address: 0 });
  });
});

describe('a payload of version 1', () => {
  it('holds its details itself: it is shown as ever, no clock of theirs finds it, and it goes as a whole', async () => {
    const [id, address] = [randomUUID(), 'old@example.ca'];
    const confirmed = payloads.confirmed({ residentId: id, address });
    for (const told of [confirmed, payloads.withdrew({ residentId: id })]) {
      const pending = pendingOf(told, { content: writePayload({ ...told, v: 1 }), details: null });
      await addPending(clocks.consent.dataSource.manager, pending, 'normal');
    }
    await clocks.consent.sequence();
    clocks.consent.clock.set(YEAR_OVER);
    expect(await clocks.apply()).toEqual({ ...none, client_address: 3, user_agent: 3 });
    expect((await clocks.history(id)).at(-1)).toMatchObject({
      address,
      deleted: {},
      payload: { v: 1, address, manner: { client_address: '192.0.2.7' } },
    });
    const found = await rebuildStandings(clocks.consent.dataSource, 'compare');
    expect(found).toMatchObject({ missing: 0, surplus: 0, different: 0 });
    const other = await clocks.inCityWith({ ended: { years: 7 } });
    other.clock.set('2029-08-31T14:59:50.001Z');
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ ended: 0, address: 2 });
    expect((await clocks.history(id)).at(-1)).toMatchObject({ address });
    await other.stop();
    clocks.consent.clock.set('2029-08-31T14:59:50.001Z');
    expect(await clocks.apply()).toMatchObject({ ended: 5 });
  });
});

describe('PROOF-5: an erasure', () => {
  it('takes the details with the records, and those that were gone before do not hinder it', async () => {
    clocks.consent.clock.set(YEAR_OVER);
    await clocks.apply();
    const order = { address: 'resident@example.ca', by: 'Odile', reason: 'request 7' };
    expect(await clocks.consent.app.get(ErasuresService).erase(order)).toEqual({ residents: 1, records: 3 });
    expect(await clocks.rows('SELECT 1 FROM details')).toEqual([]);
    await clocks.consent.sequence();
    expect(await clocks.apply()).toEqual(none);
  });

  it('finds a resident by an address that waits in the inbox, and nothing of it is recorded', async () => {
    const address = 'rené@example.ca';
    await addPending(clocks.consent.dataSource.manager, pendingOf(payloads.asked({ address })), 'normal');
    const order = { address, by: 'Odile', reason: 'request 8' };
    expect(await clocks.consent.app.get(ErasuresService).erase(order)).toMatchObject({ residents: 1 });
    await clocks.consent.sequence();
    expect(await clocks.rows('SELECT 1 FROM details WHERE value = $1', address)).toEqual([]);
  });
});
