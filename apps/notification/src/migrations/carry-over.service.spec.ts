import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrateService } from '#libs/database';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/fresh-database.ts';
import { database } from '../database.ts';
import { migrations } from './index.ts';

/** Of the migrations that gave deliveries partitions, and that put what a person saw beside the dispatch. */
const PARTITIONS = 1764100100000;
const SEEN = 1765000600000;
const EVERY_STATE = [
  ['accepted', null, false],
  ['suppressed', 'withdrew', false],
  ['failed', '5.1.1', false],
  ['uncertain', 'lease-lost', false],
  ['deferred', '4.2.1', true],
  ['intended', null, true],
] as const;

let fresh: FreshDatabase;
let owner: Client;
beforeAll(async () => {
  fresh = await freshDatabase();
  owner = new Client({ connectionString: fresh.ownerUrl, options: '-c search_path=notification' });
  await owner.connect();
  await owner.query('DROP SCHEMA notification CASCADE');
});
afterAll(async () => {
  await owner.end();
  await fresh.drop();
});

/** As an installation of that time was, or of now. */
const migrate = (before = Number.POSITIVE_INFINITY) =>
  migrateService(fresh.ownerUrl, fresh.urls.notification, {
    ...database,
    migrations: migrations.filter(({ name }) => Number(name.slice(-13)) < before),
  });

async function insertDispatch(state: 'running' | 'finished', outcomes: (typeof EVERY_STATE)[number][]) {
  const id = randomUUID();
  const residents = outcomes.map(() => randomUUID()).sort();
  await owner.query(
    `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, moment, audience, scheduled_at,
       planned_at, window_ends_at, seen_at)
     VALUES ($1, $2, 'parks', repeat('a', 64), 'running', '\\x00', 1, $3, now(), now(), now(), now())`,
    [id, randomUUID(), outcomes.length],
  );
  for (const [at, [delivery, reason, isOpen]] of outcomes.entries()) {
    await owner.query(
      `INSERT INTO deliveries (dispatch_id, resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at)
       VALUES ($1, $2, $3, $4, $5, 2, 1, now(), CASE WHEN $3 = 'deferred' THEN now() END, CASE WHEN NOT $6 THEN now() END)`,
      [id, residents[at], delivery, reason, at + 7, isOpen],
    );
  }
  await owner.query(
    `INSERT INTO batches (id, dispatch_id, number, first_resident, last_resident, size, state, due_at)
     VALUES (gen_random_uuid(), $1, 0, $2, $3, $4, $5, now())`,
    [id, residents[0], residents.at(-1), residents.length, state === 'finished' ? 'done' : 'open'],
  );
  if (state === 'finished')
    await owner.query(`UPDATE dispatches SET state = 'finished', finished_at = now() WHERE id = $1`, [id]);
  return id;
}

const everythingOf = async (id: string) => {
  const sql = `SELECT resident_id, state, reason, ledger_index, epoch, attempts, handed_at, due_at, decided_at FROM deliveries WHERE dispatch_id = $1 ORDER BY resident_id`;
  return (await owner.query(sql, [id])).rows;
};

describe('an installation that has sent already', () => {
  it('SEND-2: keeps each delivery, its statement, and what a person saw, through the migrations', async () => {
    await migrate(PARTITIONS);
    await owner.query(
      `INSERT INTO topics (slug, version, open, names, sender, published_at) VALUES ('parks', 1, true, '{}', '{}', now())`,
    );
    const finished = await insertDispatch(
      'finished',
      EVERY_STATE.filter(([, , isOpen]) => !isOpen),
    );
    const running = await insertDispatch('running', [...EVERY_STATE]);
    const before = [await everythingOf(finished), await everythingOf(running)];
    expect(before.map((rows) => rows.length)).toEqual([4, 6]);

    await migrate(SEEN);
    expect([await everythingOf(finished), await everythingOf(running)]).toEqual(before);
    const { rows: partitions } = await owner.query<{ id: string }>(
      `SELECT DISTINCT dispatch_id AS id, tableoid::regclass::text AS part FROM deliveries
       WHERE tableoid::regclass::text = 'deliveries_' || replace(dispatch_id::text, '-', '')`,
    );
    expect(partitions.map(({ id }) => id).sort()).toEqual([finished, running].sort());
    const { rows: counts } = await owner.query(
      'SELECT state, reason, count FROM dispatch_counts WHERE dispatch_id = $1 ORDER BY state',
      [finished],
    );
    expect(counts).toEqual([
      { state: 'accepted', reason: '', count: 1 },
      { state: 'failed', reason: '5.1.1', count: 1 },
      { state: 'suppressed', reason: 'withdrew', count: 1 },
      { state: 'uncertain', reason: 'lease-lost', count: 1 },
    ]);

    const stoppedAt = new Date('2026-03-02T15:00:00Z');
    await owner.query('INSERT INTO return_stops VALUES ($1, $2)', [running, stoppedAt]);
    await owner.query('UPDATE dispatches SET refusals_were_seen = true WHERE id = $1', [running]);
    await owner.query(
      `UPDATE batches SET outcomes = '{"accepted": 1, "failed 5.1.1": 3, "failed content": 2}' WHERE dispatch_id = $1`,
      [running],
    );
    await migrate();
    const { rows: seen } = await owner.query(
      'SELECT resumed_at AS at, refused_seen AS refused FROM dispatches WHERE id = $1',
      [running],
    );
    expect(seen).toEqual([{ at: stoppedAt, refused: 3 }]);
    // What an earlier release was handing over when it was stopped, nobody knows.
    const noted = { state: 'uncertain', reason: 'lease-lost', decided_at: expect.any(Date) };
    const after = before.map((rows) =>
      rows.map((row) => (row.state === 'intended' ? { ...row, ...noted } : row)),
    );
    expect([await everythingOf(finished), await everythingOf(running)]).toEqual(after);
    // Senders write straight into each partition, and may no more than with the whole table.
    const { rows: rights } = await owner.query(
      `SELECT right_to, count(*)::integer AS partitions
       FROM pg_inherits CROSS JOIN unnest(ARRAY['DELETE', 'INSERT', 'SELECT', 'TRUNCATE', 'UPDATE']) AS right_to
       WHERE inhparent = 'deliveries'::regclass AND has_table_privilege('notification', inhrelid, right_to)
       GROUP BY right_to ORDER BY right_to`,
    );
    expect(rights).toEqual(
      ['INSERT', 'SELECT', 'UPDATE'].map((right) => ({ right_to: right, partitions: 2 })),
    );
  });
});
