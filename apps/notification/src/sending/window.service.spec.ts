import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/index.ts';
import { KEPT_PLANS, type LeasedBatch } from './batch.ts';
import { nextWindow, WindowQuery } from './window.query.ts';

const RESIDENTS = 20_000;
const now = new Date('2026-03-02T15:00:00Z');
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

let database: FreshDatabase;
let client: Client;
let batch: LeasedBatch;

beforeAll(async () => {
  database = await freshDatabase();
  client = new Client({
    connectionString: database.urls.notification,
    options: '-c search_path=notification',
  });
  await client.connect();
  await client.query(
    `INSERT INTO topics (slug, version, open, names, sender, published_at) VALUES ('plan', 1, true, '{}', '{}', now())`,
  );
  await client.query(
    `INSERT INTO audience (topic, resident_id, subscription_id, address, language, version, ledger_index, active, joined)
     SELECT 'plan', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(),
       'r.' || n || '@example.org', 'en', 1, 8, true, 1 FROM generate_series(1, ${RESIDENTS}) AS n`,
  );
  batch = await leased(10_000, 10_499);
  await client.query(
    `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at)
     SELECT $1, resident_id, 'accepted', 8, now() FROM audience WHERE resident_id < $2`,
    [batch.dispatchId, batch.firstResident],
  );
  // As autovacuum does: with what it knows of the tables the planner can choose badly.
  const owner = new Client({ connectionString: database.ownerUrl, options: '-c search_path=notification' });
  await owner.connect();
  await owner.query('ANALYZE audience, deliveries');
  await owner.end();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** A batch of a dispatch of its own, of these residents. */
async function leased(first: number, last: number): Promise<LeasedBatch> {
  const [dispatchId, batchId] = [randomUUID(), randomUUID()];
  await client.query(
    `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, moment, audience,
       scheduled_at, planned_at, window_ends_at, seen_at)
     VALUES ($1, $2, 'plan', 'hash', 'running', '\\x00', 1, $3, now(), now(), now(), now())`,
    [dispatchId, randomUUID(), RESIDENTS],
  );
  await client.query(
    `INSERT INTO batches (id, dispatch_id, number, first_resident, last_resident, size, state, epoch, due_at, leased_until)
     VALUES ($1, $2, 0, $3, $4, $5, 'open', 1, now(), now() + interval '1 hour')`,
    [batchId, dispatchId, id(first), id(last), last - first + 1],
  );
  const range = { firstResident: id(first), lastResident: id(last) };
  return { id: batchId, epoch: 1, dispatchId, topic: 'plan', ...range } as LeasedBatch;
}

/** Blocks that the statement touches, and undoes. */
async function blocksOf(sql: string): Promise<number> {
  await client.query('BEGIN');
  const values = [batch.dispatchId, 'plan', batch.id, 1, batch.firstResident, batch.lastResident, 100, now];
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${sql}`,
    values,
  );
  await client.query('ROLLBACK');
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
}

describe('the window of a batch', () => {
  it('touches no more than its own residents, whatever audience and deliveries hold', async () => {
    const sql = nextWindow('>=', batch.dispatchId);
    const bound = await blocksOf(sql);
    // A page or two of index and table for each of 100 residents, and a few for what is noted of all of them.
    expect(bound).toBeLessThan(400);
    // The trap: a bound on one table is not carried to the other, which is then read from its beginning.
    const unbound = sql.replace(/AND known\.resident_id >= \$5 AND known\.resident_id <= \$6/, '');
    expect(unbound).not.toBe(sql);
    expect(await blocksOf(unbound)).toBeGreaterThan(bound * 1.3);
  });

  it('touches no more with a plan that was made before anything was recorded', async () => {
    const own = await leased(10_000, 10_499);
    const sender = new Client({
      connectionString: database.urls.notification,
      options: `-c search_path=notification ${KEPT_PLANS}`,
    });
    await sender.connect();
    await sender.query(
      `PREPARE kept (uuid, text, uuid, integer, uuid, uuid, integer, timestamptz) AS ${nextWindow('>=', own.dispatchId)}`,
    );
    const { dispatchId, firstResident, lastResident } = own;
    const values = [dispatchId, 'plan', own.id, 1, firstResident, lastResident, 100, now.toISOString()];
    const window = `EXECUTE kept (${values.map((value) => `'${value}'`).join()})`;
    const planOf = async () => {
      await sender.query('BEGIN');
      const { rows } = await sender.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${window}`);
      await sender.query('ROLLBACK');
      return rows[0]['QUERY PLAN'][0].Plan;
    };
    await planOf();
    await client.query(
      `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at)
       SELECT $1, resident_id, 'accepted', 8, now() FROM audience WHERE resident_id < $2`,
      [dispatchId, firstResident],
    );
    const plan = await planOf();
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(400);
    // Of tables as small as these that would be no more blocks, and of a city's it would.
    expect(JSON.stringify(plan)).not.toContain('Seq Scan');
    await sender.end();
  });

  it('SEND-1: notes intents of the next residents, one window after the other, and then says that it is through', async () => {
    const own = await leased(100, 349);
    const windows = new WindowQuery(client);
    const sizes: number[] = [];
    let after: string | undefined;
    do {
      const window = await windows.next(own, { after, size: 100, now });
      sizes.push(window.intents.length);
      after = window.after;
    } while (after);
    expect(sizes).toEqual([100, 100, 50]);
    const { rows } = await client.query(
      `SELECT count(*)::int AS count, min(resident_id::text) AS first
       FROM intents, unnest(residents) AS resident_id WHERE batch_id = $1 AND epoch = 1`,
      [own.id],
    );
    expect(rows).toEqual([{ count: 250, first: id(100) }]);
    await client.query(
      `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at)
       SELECT dispatch_id, unnest(residents), 'accepted', 8, now() FROM intents WHERE batch_id = $1`,
      [own.id],
    );
    expect(await windows.next(own, { after: undefined, size: 100, now })).toMatchObject({
      intents: [],
      isHeld: true,
    });
  });

  it('SEND-1: does not name who left, neither at first nor when it is read again', async () => {
    const own = await leased(1000, 1002);
    const windows = new WindowQuery(client);
    const leave = (number: number) =>
      client.query(
        `UPDATE audience SET active = false, address = NULL, language = NULL, joined = NULL, ended_at = now(),
           ended_reason = 'withdrew' WHERE resident_id = $1`,
        [id(number)],
      );
    await leave(1001);
    const { intents } = await windows.next(own, { after: undefined, size: 100, now });
    expect(intents.map(({ residentId }) => residentId)).toEqual([id(1000), id(1002)]);
    await leave(1002);
    const again = await windows.again(own, intents, new Date(now.getTime() + 800));
    expect(again).toMatchObject([{ residentId: id(1000), handedAt: new Date('2026-03-02T15:00:00.800Z') }]);
  });

  it.each([
    ['its lease ran out', `UPDATE batches SET leased_until = now() - interval '1 second' WHERE id = $1`],
    ['somebody else has it', 'UPDATE batches SET epoch = epoch + 1 WHERE id = $1'],
    [
      'the dispatch is paused',
      `UPDATE dispatches SET state = 'paused', reason = 'operator' WHERE id = (SELECT dispatch_id FROM batches WHERE id = $1)`,
    ],
  ])('SEND-3: notes nothing once %s', async (_why, sql) => {
    const own = await leased(2000, 2009);
    await client.query(sql, [own.id]);
    const windows = new WindowQuery(client);
    expect(await windows.next(own, { after: undefined, size: 100, now })).toMatchObject({
      intents: [],
      isHeld: false,
    });
    const { rows } = await client.query('SELECT 1 FROM intents WHERE batch_id = $1', [own.id]);
    expect(rows).toEqual([]);
  });
});
