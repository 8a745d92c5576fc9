import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/index.ts';

let database: FreshDatabase;
let service: Client;
let owner: Client;

const connect = async (url: string) => {
  const client = new Client({ connectionString: url, options: '-c search_path=notification' });
  await client.connect();
  return client;
};

beforeAll(async () => {
  database = await freshDatabase();
  service = await connect(database.urls.notification);
  owner = await connect(database.ownerUrl);
  await service.query(
    `INSERT INTO topics (slug, version, open, names, sender, published_at) VALUES ('plan', 1, true, '{}', '{}', now())`,
  );
});
afterAll(async () => {
  await Promise.all([service.end(), owner.end()]);
  await database.drop();
});

async function dispatchWith(audience: number, states: string[]): Promise<string> {
  const id = randomUUID();
  await service.query(
    `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, moment, audience,
       scheduled_at, planned_at, window_ends_at, seen_at)
     VALUES ($1, $2, 'plan', 'hash', 'running', '\\x00', 1, $3, now(), now(), now(), now())`,
    [id, randomUUID(), audience],
  );
  for (const state of states) {
    await service.query(
      `INSERT INTO deliveries (dispatch_id, resident_id, state, reason, ledger_index, due_at, decided_at)
       VALUES ($1, $2, $3, 'reason', 1, CASE WHEN $3 = 'deferred' THEN now() END, CASE WHEN $3 <> 'deferred' THEN now() END)`,
      [id, randomUUID(), state],
    );
  }
  return id;
}

const finish = (id: string, set = '') =>
  service.query(
    `UPDATE dispatches SET state = 'finished', finished_at = now() ${set} WHERE id = $1 RETURNING *`,
    [id],
  );

describe('SEND-2: the database', () => {
  it('counts the outcomes of a dispatch when it finishes', async () => {
    const states = ['accepted', 'accepted', 'suppressed', 'failed', 'uncertain'];
    const { rows } = await finish(await dispatchWith(5, states));
    expect(rows).toMatchObject([{ audience: 5, accepted: 2, suppressed: 1, failed: 1, uncertain: 1 }]);
  });

  it.each([
    ['somebody has no outcome', 3, ['accepted', 'accepted']],
    ['somebody is to be tried again', 2, ['accepted', 'deferred']],
    ['somebody is counted who was not in the audience', 1, ['accepted', 'accepted']],
  ])('does not let a dispatch finish while %s', async (_what, audience, states) => {
    await expect(finish(await dispatchWith(audience, states))).rejects.toMatchObject({
      constraint: 'everyone_is_accounted_for',
    });
  });

  it('does not believe numbers that a program gives', async () => {
    const id = await dispatchWith(2, ['accepted']);
    await expect(finish(id, ', accepted = 2')).rejects.toMatchObject({
      constraint: 'everyone_is_accounted_for',
    });
  });

  it('does not let the service make anybody disappear', async () => {
    const id = await dispatchWith(1, ['accepted']);
    await expect(service.query('DELETE FROM deliveries WHERE dispatch_id = $1', [id])).rejects.toThrow(
      'permission denied',
    );
    // As its owner could: the equation still stands guard.
    await owner.query('DELETE FROM deliveries WHERE dispatch_id = $1', [id]);
    await expect(finish(id)).rejects.toMatchObject({ constraint: 'everyone_is_accounted_for' });
  });

  it('does not let a delivery go without its reason', async () => {
    const id = await dispatchWith(1, []);
    await expect(
      service.query(
        `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at) VALUES ($1, $2, 'failed', 1, now())`,
        [id, randomUUID()],
      ),
    ).rejects.toThrow('check constraint');
  });
});
