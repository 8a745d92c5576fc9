import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { indexesOfResident } from '../evidence/entries.query.ts';
import { addPending } from '../intake/pending.query.ts';
import { fillInbox } from '../ledger.testing.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { indexesOfAction, indexesOfAll, indexesOfKinds, indexesOfTopic, sizeBefore } from './search.query.ts';
import { SearchService } from './search.service.ts';

const residentId = randomUUID();
const page = { first: 0, before: Number.MAX_SAFE_INTEGER, limit: 51 };

let consent: RunningConsent;

/** One resident with a rare topic comes first; 8,000 entries of others follow on the next day. */
beforeAll(async () => {
  consent = await openConsent();
  consent.clock.set('2026-03-02T15:00:00Z');
  const topics = [subscribedTopic({ topic: 'rare' })];
  await consent.dataSource.transaction(async (manager) => {
    await addPending(manager, pendingOf(payloads.confirmed({ residentId, topics })), 'normal');
    await addPending(manager, pendingOf(payloads.declined({ residentId })), 'normal');
  });
  await consent.sequence();
  consent.clock.set('2026-03-03T15:00:00Z');
  await fillInbox(consent, 8000, () => payloads.confirmed({ address: `r.${randomUUID()}@example.org` }));
  await consent.sequence();
  const owner = new Client({ connectionString: consent.database.ownerUrl });
  await owner.connect();
  const tables = ['leaves', 'records', 'runs_of_topics', 'runs_of_actions', 'residents'];
  await owner.query(`VACUUM ANALYZE ${tables.map((table) => `consent.${table}`).join()}`);
  await owner.end();
}, 60_000);
afterAll(() => consent.stop());

/** How many pages of 8 KB PostgreSQL looks at. */
async function buffersOf(read: (manager: EntityManager) => Promise<unknown>): Promise<number> {
  let buffers = 0;
  const { dataSource } = consent;
  const query = async (sql: string, values: unknown[]) => {
    const [row] = await dataSource.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, values);
    const [{ Plan: plan }] = row['QUERY PLAN'];
    buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    return dataSource.query(sql, values);
  };
  await read({ query } as unknown as EntityManager);
  return buffers;
}

describe('a page of a large ledger', () => {
  it.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['all entries', (manager) => indexesOfAll(manager, page)],
    ['all entries from the middle', (manager) => indexesOfAll(manager, { ...page, before: 4000 })],
    ['a rare kind', (manager) => indexesOfKinds(manager, ['genesis', 'staff'], page)],
    ['a rare action', (manager) => indexesOfAction(manager, 'declined', page)],
    ['a frequent action', (manager) => indexesOfAction(manager, 'confirmed', page)],
    [
      'a rare topic',
      (manager) => indexesOfTopic(manager, { topic: 'rare', actions: ['confirmed', 'declined'] }, page),
    ],
    [
      'a frequent topic',
      (manager) =>
        indexesOfTopic(manager, { topic: 'digital-plan', actions: ['confirmed', 'declined'] }, page),
    ],
    [
      'a frequent topic in a period',
      (manager) =>
        indexesOfTopic(
          manager,
          { topic: 'digital-plan', actions: ['confirmed', 'declined'] },
          { first: 3990, before: 4000, limit: 51 },
        ),
    ],
    ['one resident', (manager) => indexesOfResident(manager, { residentId, ...page })],
    ['a period', (manager) => sizeBefore(manager, new Date('2026-03-03T00:00:00Z'))],
  ])('PROOF-4: %s is read from a few dozen blocks, wherever it lies', async (_, read) => {
    // The leaves alone are some 150 blocks, the records some 900.
    expect(await buffersOf(read)).toBeLessThan(40);
  });
});

describe('a topic with more entries than a run has', () => {
  it.each([
    [0, 4, [3, 2]],
    [201, 204, [203, 202, 201]],
    [3999, 4003, [4002, 4001, 4000, 3999]],
    [8001, 9000, [8002, 8001]],
  ])('has each of them once from %i and below %i', async (first, before, expected) => {
    const wanted = { topic: 'digital-plan', actions: ['confirmed', 'declined'] };
    const { manager } = consent.dataSource;
    expect(await indexesOfTopic(manager, wanted, { first, before, limit: 51 })).toEqual(expected);
    const all = await indexesOfTopic(manager, wanted, { first: 0, before: 9000, limit: 9000 });
    expect(all).toEqual(Array.from({ length: 8001 }, (_, at) => 8002 - at));
  });
});

describe('an action with more entries than a run has', () => {
  it.each([
    [0, 4, [3, 1]],
    [201, 204, [203, 202, 201]],
    [3999, 4003, [4002, 4001, 4000, 3999]],
    [8001, 9000, [8002, 8001]],
  ])('has each of them once from %i and below %i', async (first, before, expected) => {
    const { manager } = consent.dataSource;
    expect(await indexesOfAction(manager, 'confirmed', { first, before, limit: 51 })).toEqual(expected);
    const all = await indexesOfAction(manager, 'confirmed', { first: 0, before: 9000, limit: 9000 });
    expect(all).toEqual([...Array.from({ length: 8000 }, (_, at) => 8002 - at), 1]);
  });
});

describe('a search', () => {
  const find = async (filter: object) => {
    const entries = await consent.app.get(SearchService).find(filter, { before: 1_000_000, limit: 3 });
    return entries.map(({ index }) => index);
  };

  it.each([
    [{}, [8002, 8001, 8000]],
    [{ sort: 'genesis' }, [0]],
    [{ sort: 'declined' }, [2]],
    [{ sort: 'declined', topic: 'digital-plan' }, [2]],
    [{ topic: 'rare' }, [1]],
    [{ topic: 'rare', sort: 'declined' }, []],
    [{ topic: 'unknown' }, []],
    [{ sort: 'unknown' }, []],
    [{ to: '2026-03-02' }, [2, 1, 0]],
    [{ from: '2026-03-03', to: '2026-03-03' }, [8002, 8001, 8000]],
    [{ from: '2026-03-04' }, []],
    [{ sort: 'confirmed', to: '2026-03-02' }, [1]],
  ])('finds %j', async (filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });
});
