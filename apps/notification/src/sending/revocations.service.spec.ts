import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Pool } from 'pg';
import { createLogger } from '#libs/logging';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/index.ts';
import { Revocations } from './revocations.ts';

const dispatchId = randomUUID();
let database: FreshDatabase;
let pool: Pool;
let milliseconds = 0;

const options = '-c search_path=notification';
const connect = async () => {
  const client = new Client({ connectionString: database.urls.notification, options });
  await client.connect();
  return client;
};

beforeAll(async () => {
  database = await freshDatabase();
  pool = new Pool({ connectionString: database.urls.notification, options, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const feed = () =>
  new Revocations(pool, createLogger('test', 'silent'), () => milliseconds, {
    dispatches: () => [dispatchId],
    heard: () => undefined,
  });
const revoke = (client: Pick<Client, 'query'>, residentId: string) =>
  client.query(
    `INSERT INTO revocations (dispatch_id, resident_id, reason, ledger_index) VALUES ($1, $2, 'withdrew', 9)`,
    [dispatchId, residentId],
  );

describe('the feed of revocations', () => {
  it('LEAVE-4: names who left since the poll before, with the ledger entry', async () => {
    const revocations = feed();
    await revocations.poll();
    const residentId = randomUUID();
    await revoke(pool, residentId);
    expect(revocations.of(dispatchId, residentId)).toBeUndefined();
    await revocations.poll();
    expect(revocations.of(dispatchId, residentId)).toEqual({ reason: 'withdrew', ledgerIndex: '9' });
    expect(revocations.of(randomUUID(), residentId)).toBeUndefined();
  });

  it('LEAVE-4: misses nobody whose transaction began first and committed last', async () => {
    const [slow, quick] = [await connect(), await connect()];
    const [early, late] = [randomUUID(), randomUUID()];
    const revocations = feed();
    await slow.query('BEGIN');
    await revoke(slow, early);
    await revocations.poll();
    await revoke(quick, late);
    await revocations.poll();
    expect([revocations.of(dispatchId, early), revocations.of(dispatchId, late)]).toMatchObject([
      undefined,
      { reason: 'withdrew' },
    ]);
    await slow.query('COMMIT');
    await revocations.poll();
    expect(revocations.of(dispatchId, early)).toMatchObject({ reason: 'withdrew' });
    await Promise.all([slow.end(), quick.end()]);
  });

  it('LEAVE-4: is not fresh when it was not heard for half a second, however often it is asked', async () => {
    const revocations = feed();
    expect(revocations.isFresh).toBe(false);
    await revocations.poll();
    milliseconds += 500;
    expect(revocations.isFresh).toBe(true);
    milliseconds += 1;
    expect(revocations.isFresh).toBe(false);
  });
});
