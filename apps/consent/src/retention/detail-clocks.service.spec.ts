import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { addPending } from '../intake/pending.query.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { ErasuresService } from '../rights/erasures.service.ts';
import { HoldsService } from '../rights/holds.service.ts';
import { rebuildStandings } from '../standing/rebuild-standings.ts';
import { RetentionService } from './retention.service.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidings-clocks-'));
const none = { unconfirmed: 0, ended: 0, address: 0, client_address: 0, user_agent: 0 };
let consent: RunningConsent;
let residentId: string;

/** One resident who asked, confirmed, and left, all on the second of March. */
beforeEach(async () => {
  await consent?.stop();
  consent = await openConsent({ ERASURE_JOURNAL_FILE: join(folder, randomUUID()) });
  residentId = await somebody('resident@example.ca');
});
afterAll(async () => {
  await consent.stop();
  rmSync(folder, { recursive: true });
});

const retention = () => consent.app.get(RetentionService);
const apply = async () => {
  const outcome = await retention().apply();
  await consent.sequence();
  return outcome;
};
const record = async (...events: ConsentPayload[]) => {
  for (const payload of events) await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
  await consent.sequence();
};
const rows = <T>(sql: string, ...parameters: unknown[]) => consent.dataSource.query<T[]>(sql, parameters);
const left = async (kind: string) => {
  const found = await rows<{ index: string }>(
    'SELECT leaf_index AS index FROM details WHERE kind = $1',
    kind,
  );
  return found.map(({ index }) => Number(index)).sort((a, b) => a - b);
};
const history = (id = residentId): Promise<Evidence[]> =>
  consent.app.get(EvidenceService).ofResident({ residentId: id, before: 1000, limit: 50 });
const acts = async () => {
  const found = await rows<{ payload: string }>(
    "SELECT payload FROM records WHERE action = 'retention' ORDER BY leaf_index",
  );
  return found.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
};

async function somebody(address: string): Promise<string> {
  const residentId = randomUUID();
  const requestId = randomUUID();
  const topics = [subscribedTopic()];
  const ended = topics.map((topic) => ({ ...topic, version: 2 }));
  await record(
    payloads.asked({ residentId, requestId, address }),
    payloads.confirmed({ residentId, requestId, address, topics }),
    payloads.withdrew({ residentId, topics: ended }),
  );
  return residentId;
}

/** A year and a day after they were written. */
const YEAR_OVER = '2027-03-03T15:00:00.001Z';

describe('PROOF-5: client addresses and user agents', () => {
  it('go when their year is over, not a millisecond before, and a dry run changes nothing', async () => {
    consent.clock.set('2027-03-03T15:00:00.000Z');
    expect(await retention().preview(consent.dataSource)).toEqual(none);
    consent.clock.set(YEAR_OVER);
    const due = { ...none, client_address: 3, user_agent: 3 };
    expect(await retention().preview(consent.dataSource)).toEqual(due);
    expect(await left('client_address')).toEqual([1, 2, 3]);
    expect(await apply()).toEqual(due);
    expect(await left('client_address')).toEqual([]);
    expect(await left('user_agent')).toEqual([]);
    expect(await left('address')).toEqual([1, 2]);
    expect(await apply()).toEqual(none);
  });

  it('leave an entry that names the rule and the leaves, and their records as they were', async () => {
    const before = await rows('SELECT leaf_index, payload, salt FROM records ORDER BY leaf_index');
    consent.clock.set(YEAR_OVER);
    await apply();
    const rule = { days: 366, recorded_before: '2026-03-02T15:00:00.001Z' };
    expect(await acts()).toMatchObject([
      { detail: 'client_address', ranges: [[1, 3]], rule: { class: 'client_address', ...rule } },
      { detail: 'user_agent', ranges: [[1, 3]], rule: { class: 'user_agent', ...rule } },
    ]);
    const after = await rows('SELECT leaf_index, payload, salt FROM records ORDER BY leaf_index LIMIT 3');
    expect(after).toEqual(before);
  });

  it('are shown while they are there, and then when and by which rule they went', async () => {
    const [there] = await history();
    expect(there).toMatchObject({ deleted: {}, payload: { manner: { client_address: '192.0.2.7' } } });
    consent.clock.set(YEAR_OVER);
    await apply();
    const [gone] = await history();
    expect(gone?.payload?.manner).not.toHaveProperty('client_address');
    expect(gone?.deleted).toMatchObject({
      client_address: { deletedAt: new Date(YEAR_OVER), rule: { class: 'client_address', days: 366 } },
      user_agent: { rule: { class: 'user_agent' } },
    });
  });

  it('go by clocks of their own where the city has rules of its own', async () => {
    const city = cityWith({ client_address: { days: 180 }, user_agent: { days: 90 } });
    const other = await openConsent({ CITY_FOLDER: city }, consent.database);
    other.clock.set('2026-06-30T15:00:00.000Z');
    expect(await other.app.get(RetentionService).apply()).toEqual({ ...none, user_agent: 3 });
    other.clock.set('2026-09-30T15:00:00.000Z');
    expect(await other.app.get(RetentionService).apply()).toEqual({ ...none, client_address: 3 });
    await other.stop();
  });

  it('stay while a legal hold covers the resident, and go from around it', async () => {
    const held = { address: 'resident@example.ca', by: 'Odile', reason: 'matter 12' };
    const other = await somebody('other@example.ca');
    await consent.app.get(HoldsService).set(held);
    await consent.sequence();
    consent.clock.set(YEAR_OVER);
    expect(await apply()).toEqual({ ...none, client_address: 3, user_agent: 3 });
    expect((await history(other)).at(-1)?.deleted).toHaveProperty('user_agent');
    expect((await history()).at(-1)?.payload?.manner).toHaveProperty('user_agent');
    const remove = rows("DELETE FROM details WHERE kind = 'user_agent'");
    await expect(remove).rejects.toMatchObject({ code: 'TL005' });
    await consent.app.get(HoldsService).lift(held);
    expect(await apply()).toEqual({ ...none, client_address: 3, user_agent: 3 });
    expect((await acts()).at(-1)).toMatchObject({ detail: 'user_agent', ranges: [[1, 3]] });
  });

  it('stay, all of them, under a hold of everybody', async () => {
    await consent.app.get(HoldsService).set({ address: undefined, by: 'Odile', reason: 'inquiry' });
    consent.clock.set('2036-03-03T15:00:00.000Z');
    expect(await apply()).toEqual(none);
    await expect(rows('DELETE FROM details')).rejects.toMatchObject({ code: 'TL005' });
  });

  it('go in as many batches as it takes, each with an entry of its own', async () => {
    await consent.dataSource.transaction(async (manager) => {
      for (let made = 0; made < 2100; made += 1)
        await addPending(manager, pendingOf(payloads.withdrew()), 'normal');
    });
    await consent.sequence();
    consent.clock.set(YEAR_OVER);
    expect(await apply()).toMatchObject({ client_address: 2103, user_agent: 2103 });
    const ranges = (await acts()).map((act) => act.ranges);
    expect(ranges).toEqual([[[1, 2048]], [[2049, 2103]], [[1, 2048]], [[2049, 2103]]]);
  });
});

describe('PROOF-5: addresses', () => {
  it('go with ended consent, unless a city keeps that for longer: then the history stays, and names nobody', async () => {
    const city = cityWith({ ended: { years: 7 } });
    const other = await openConsent({ CITY_FOLDER: city }, consent.database);
    other.clock.set('2029-05-31T14:59:50.000Z');
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ address: 0 });
    other.clock.set('2029-05-31T14:59:50.001Z');
    expect(await other.app.get(RetentionService).preview(other.dataSource)).toMatchObject({ address: 2 });
    expect(await other.app.get(RetentionService).apply()).toMatchObject({ ended: 0, address: 2 });
    await other.sequence();
    expect(await other.app.get(RetentionService).apply()).toEqual(none);
    const entries = (await history()).filter(({ kind }) => kind === 'consent');
    expect(entries.map(({ action, address }) => [action, address])).toEqual([
      ['withdrew', undefined],
      ['confirmed', undefined],
      ['asked', undefined],
    ]);
    expect(entries[1]?.deleted.address?.rule).toMatchObject({ class: 'address', years: 3, days: 90 });
    expect(await rows('SELECT 1 FROM residents')).toEqual([]);
    const found = await rebuildStandings(consent.dataSource, 'compare');
    expect(found).toMatchObject({ standings: 1, missing: 0, surplus: 0, different: 0 });
    await other.stop();
  });

  it('of somebody who follows a topic stay, however old', async () => {
    const topics = [subscribedTopic({ topic: 'roads' })];
    await record(payloads.confirmed({ residentId, address: 'resident@example.ca', topics }));
    consent.clock.set('2040-01-01T00:00:00.000Z');
    expect(await apply()).toMatchObject({ ended: 0, address: 0 });
  });
});

describe('PROOF-5: an erasure', () => {
  it('takes the details with the records, and those that were gone before do not hinder it', async () => {
    consent.clock.set(YEAR_OVER);
    await apply();
    const order = { address: 'resident@example.ca', by: 'Odile', reason: 'request 7' };
    expect(await consent.app.get(ErasuresService).erase(order)).toEqual({ residents: 1, records: 3 });
    expect(await rows('SELECT 1 FROM details')).toEqual([]);
    await consent.sequence();
    expect(await apply()).toEqual(none);
  });

  it('finds a resident by an address that waits in the inbox, and nothing of it is recorded', async () => {
    const address = 'rené@example.ca';
    await addPending(consent.dataSource.manager, pendingOf(payloads.asked({ address })), 'normal');
    const order = { address, by: 'Odile', reason: 'request 8' };
    expect(await consent.app.get(ErasuresService).erase(order)).toMatchObject({ residents: 1 });
    await consent.sequence();
    expect(await rows('SELECT 1 FROM details WHERE value = $1', address)).toEqual([]);
  });
});

/** The demo city with retention rules of its own. */
function cityWith(rules: object): string {
  const city = join(folder, randomUUID());
  cpSync(consent.settings.cityFolder, city, { recursive: true });
  writeFileSync(join(city, 'retention.json'), JSON.stringify(rules));
  return city;
}
