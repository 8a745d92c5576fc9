import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { migrateService } from '#libs/database';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database.ts';
import { database } from '../database.ts';
import { indexesOfAction, indexesOfTopic } from '../search/search.query.ts';
import { migrations } from './index.ts';

/** Of the migration that keeps the entries about a topic in runs of 200. */
const RUNS = 1765000703000;

/** Of the migration that keeps the entries of an action so too. */
const ACTIONS = 1765000810000;

/** Of the migration that notes batches of messages apart from the outbox. */
const BATCHES = 1765000805000;

let fresh: FreshDatabase;
let owner: Client;
beforeEach(async () => {
  fresh = await freshDatabase();
  owner = new Client({ connectionString: fresh.ownerUrl, options: '-c search_path=consent' });
  await owner.connect();
  await owner.query('DROP SCHEMA consent CASCADE');
});
afterEach(async () => {
  await owner.end();
  await fresh.drop();
});

const manager = () =>
  ({
    query: async (sql: string, values: unknown[]) => (await owner.query(sql, values)).rows,
  }) as unknown as EntityManager;

/** As an installation of that time was, or of now. */
const migrate = (before = Number.POSITIVE_INFINITY) =>
  migrateService(fresh.ownerUrl, fresh.urls.consent, {
    ...database,
    migrations: migrations.filter(({ name }) => Number(name.slice(-13)) < before),
  });

describe('a ledger that was written already', () => {
  it('finds the entries about each topic as before, whole and in parts', async () => {
    await migrate(RUNS);
    // A thousand entries in turns about two topics, each third of them a withdrawal.
    await owner.query(
      `INSERT INTO record_topics (topic, action, leaf_index)
       SELECT CASE WHEN n % 2 = 0 THEN 'parks' ELSE 'roads' END, CASE WHEN n % 3 = 0 THEN 'withdrew' ELSE 'asked' END, n
       FROM generate_series(1, 1000) AS n`,
    );
    const expected = async (topic: string, actions: string[], first: number, before: number) => {
      const { rows } = await owner.query<{ index: string }>(
        `SELECT leaf_index AS index FROM record_topics
         WHERE topic = $1 AND action = ANY($2) AND leaf_index >= $3 AND leaf_index < $4 ORDER BY leaf_index DESC LIMIT 50`,
        [topic, actions, first, before],
      );
      return rows.map(({ index }) => Number(index));
    };
    const pages = ['parks', 'roads', 'nothing'].flatMap((topic) =>
      [['asked'], ['asked', 'withdrew']].flatMap((actions) =>
        [0, 1, 377, 400, 801, 999].flatMap((first) =>
          [1, 402, 600, 2000].map((before) => ({ topic, actions, first, before })),
        ),
      ),
    );
    const wanted: number[][] = [];
    for (const { topic, actions, first, before } of pages)
      wanted.push(await expected(topic, actions, first, before));
    expect(wanted.filter((indexes) => indexes.length > 0).length).toBeGreaterThan(20);

    await migrate();
    const found: number[][] = [];
    for (const { topic, actions, first, before } of pages)
      found.push(await indexesOfTopic(manager(), { topic, actions }, { first, before, limit: 50 }));
    expect(found).toEqual(wanted);
  });

  it('finds the entries of each action as before', async () => {
    await migrate(ACTIONS);
    await owner.query('ALTER TABLE records DISABLE TRIGGER records_have_leaves');
    await owner.query(
      `INSERT INTO records (leaf_index, event_id, action, resident_id, occurred_at, recorded_at, payload, salt)
       SELECT n, gen_random_uuid(), CASE WHEN n % 3 = 0 THEN 'withdrew' ELSE 'asked' END, gen_random_uuid(), now(), now(),
              '{}', sha256('x') FROM generate_series(1, 1000) AS n`,
    );
    await migrate();
    const withdrew = Array.from({ length: 333 }, (_, at) => 3 * (333 - at));
    const within = (first: number, before: number) =>
      indexesOfAction(manager(), 'withdrew', { first, before, limit: 1000 });
    expect(await within(0, 2000)).toEqual(withdrew);
    expect(await within(590, 610)).toEqual([609, 606, 603, 600, 597, 594, 591]);
    expect(await indexesOfAction(manager(), 'declined', { first: 0, before: 2000, limit: 50 })).toEqual([]);
  });
});

describe('messages that were on their way already', () => {
  it('are so still, in their batches, and those that waited wait', async () => {
    await migrate(BATCHES);
    const [together, alone] = [
      '0190f5c0-0000-7000-8000-00000000000a',
      '0190f5c0-0000-7000-8000-00000000000b',
    ];
    await owner.query(
      `INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at, published_at, attempts, batch_id)
       SELECT CASE WHEN sealed = 'alone' THEN $2 ELSE gen_random_uuid() END, 'notification', 'normal', 'any', gen_random_uuid(),
              sealed, now(), at::timestamptz, 2, batch::uuid
       FROM (VALUES ('one', '2026-01-02', $1), ('waits', NULL, NULL), ('two', '2026-01-02', $1), ('alone', '2026-01-03', $1))
         AS given (sealed, at, batch)`,
      [together, alone],
    );
    await owner.query("UPDATE outbox SET batch_id = NULL WHERE sealed = 'alone'");
    await migrate();
    const { rows } = await owner.query(
      `SELECT outbox_batches.id, attempts, string_agg(sealed, ' ' ORDER BY sequence) AS held
       FROM outbox JOIN outbox_batches USING (recipient, lane) WHERE sequence <@ sequences
       GROUP BY outbox_batches.id ORDER BY held`,
    );
    expect(rows).toEqual([
      { id: alone, attempts: 2, held: 'alone' },
      { id: together, attempts: 2, held: 'one two' },
    ]);
    expect((await owner.query('SELECT 1 FROM outbox')).rowCount).toBe(4);
  });
});
