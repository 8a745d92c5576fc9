import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/index.ts';
import { BatchQuery } from './batch.query.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import type { DeliveryOutcome } from './delivery-outcome.ts';
import { recordOutcomes } from './outcome.query.ts';
import type { UncertainRule } from './uncertain-rule.ts';

const at = new Date('2026-03-02T15:00:00Z');
const ACCEPTED: DeliveryOutcome = { state: 'accepted' };
const DEFERRED: DeliveryOutcome = { state: 'deferred', reason: '4.2.0', dueAt: at };

let database: FreshDatabase;
let client: Client;
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
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** A batch of one resident, who is noted under its lease: by itself not the first. */
async function noted(epoch = 2): Promise<{ batch: LeasedBatch; intent: Intent }> {
  const [dispatchId, id, residentId] = [randomUUID(), randomUUID(), randomUUID()];
  await client.query(
    `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, moment, audience,
       scheduled_at, planned_at, window_ends_at, seen_at)
     VALUES ($1, $2, 'plan', 'hash', 'running', '\\x00', 1, 1, now(), now(), now(), now())`,
    [dispatchId, randomUUID()],
  );
  await client.query(
    `INSERT INTO batches (id, dispatch_id, number, first_resident, last_resident, size, state, epoch, due_at, leased_until)
     VALUES ($1, $2, 0, $3, $3, 1, 'open', $4, now(), now() + interval '1 hour')`,
    [id, dispatchId, residentId, epoch],
  );
  await client.query('INSERT INTO intents VALUES ($1, $5, $2, $3, ARRAY[$2::uuid], ARRAY[8], $4)', [
    ...[id, residentId, dispatchId, at, epoch],
  ]);
  const range = { firstResident: residentId, lastResident: residentId };
  const batch = { id, epoch, dispatchId, topic: 'plan', ...range } as LeasedBatch;
  return { batch, intent: { residentId, ledgerIndex: '8', handedAt: at, attempts: 1 } as Intent };
}

const record = (batch: LeasedBatch, intent: Intent, outcome: DeliveryOutcome) =>
  recordOutcomes(client, batch.dispatchId, [{ batch, intent, outcome, at }]);

/** As whoever leaves does. */
const leave = ({ dispatchId, firstResident }: LeasedBatch) =>
  client.query(
    `INSERT INTO deliveries (dispatch_id, resident_id, state, reason, ledger_index, decided_at)
     VALUES ($1, $2, 'suppressed', 'withdrew', 9, now())`,
    [dispatchId, firstResident],
  );

const takeOver = async (batch: LeasedBatch, uncertain: UncertainRule): Promise<number> => {
  await client.query('UPDATE batches SET epoch = 3 WHERE id = $1', [batch.id]);
  const batches = new BatchQuery(client, { leaseSeconds: 60, missedAfterMinutes: 60, uncertain });
  return batches.resolveLeft({ ...batch, epoch: 3 }, at);
};

const stateOf = async ({ dispatchId }: LeasedBatch): Promise<string | undefined> => {
  const { rows } = await client.query<{ state: string }>(
    'SELECT state FROM deliveries WHERE dispatch_id = $1',
    [dispatchId],
  );
  expect(rows.length).toBeLessThan(2);
  return rows[0]?.state;
};

const areNoted = async ({ id }: LeasedBatch): Promise<boolean> =>
  (await client.query('SELECT 1 FROM intents WHERE batch_id = $1', [id])).rows.length > 0;

describe('what became of a mail', () => {
  it('SEND-3: is recorded once, and not by who lost the lease', async () => {
    const { batch, intent } = await noted();
    await record({ ...batch, epoch: 1 }, intent, ACCEPTED);
    expect(await stateOf(batch)).toBeUndefined();
    await record(batch, intent, ACCEPTED);
    await record(batch, intent, DEFERRED);
    expect(await stateOf(batch)).toBe('accepted');
  });

  it.each([
    ['a first lease', 1],
    ['a later lease', 2],
  ])(
    'SEND-2: under %s stands also when the resident left while it was on its way, but for one that was not taken',
    async (_which, epoch) => {
      for (const [outcome, state] of [
        [ACCEPTED, 'accepted'],
        [DEFERRED, 'suppressed'],
      ] as const) {
        const [{ batch, intent }, other] = [await noted(epoch), await noted(epoch)];
        await leave(batch);
        await record(batch, intent, outcome);
        expect(await stateOf(batch)).toBe(state);
        // Nobody left, and it is said twice: the answer of the database did not arrive.
        await record(other.batch, other.intent, outcome);
        await record(other.batch, other.intent, DEFERRED);
        expect(await stateOf(other.batch)).toBe(outcome.state);
      }
    },
  );

  it('SEND-2: is forgotten as an intent when the batch is given back, and not by who lost the lease', async () => {
    const { batch, intent } = await noted();
    const batches = new BatchQuery(client, { leaseSeconds: 60, missedAfterMinutes: 60, uncertain: 'hold' });
    await record(batch, intent, ACCEPTED);
    expect(await batches.giveBack({ ...batch, epoch: 1 }, { now: at, troubles: 0 })).toBeUndefined();
    expect(await areNoted(batch)).toBe(true);
    expect(await batches.giveBack(batch, { now: at, troubles: 0 })).toEqual({ toDo: 0, deferred: 0 });
    expect(await areNoted(batch)).toBe(false);
  });
});

describe('SEND-5: what a sender noted and never said', () => {
  it.each([
    ['hold', 'uncertain', 'uncertain'],
    ['send-again', 'deferred', 'suppressed'],
  ] as const)('under the rule %s: is %s, and of who left since %s', async (rule, silent, left) => {
    const one = await noted();
    expect(await takeOver(one.batch, rule)).toBe(1);
    expect([await stateOf(one.batch), await areNoted(one.batch)]).toEqual([silent, false]);
    const other = await noted();
    await leave(other.batch);
    await takeOver(other.batch, rule);
    expect(await stateOf(other.batch)).toBe(left);
    // It wakes up and says so after all.
    await record(one.batch, one.intent, ACCEPTED);
    expect(await stateOf(one.batch)).toBe(silent);
  });

  it.each([ACCEPTED, DEFERRED])('is not what it did say: $state', async (outcome) => {
    const { batch, intent } = await noted();
    await record(batch, intent, outcome);
    expect(await takeOver(batch, 'hold')).toBe(0);
    expect(await stateOf(batch)).toBe(outcome.state);
  });
});
