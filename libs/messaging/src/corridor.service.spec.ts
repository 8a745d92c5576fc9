import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import {
  type FreshDatabase,
  type FreshRedis,
  freshDatabase,
  freshRedis,
} from '../../../test/support/index.ts';
import { Corridor } from './corridor.ts';
import { Behaviour, declined, MESSAGE_KEY, runMessaging, TestConsumer } from './messaging.testing.ts';
import { Seal } from './seal.ts';

const DEADLINE_MILLISECONDS = 15_000;

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MILLISECONDS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not so within ${DEADLINE_MILLISECONDS} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the corridor between two services', () => {
  let database: FreshDatabase;
  let redis: FreshRedis;
  let behaviour: Behaviour;
  let taken: string[];
  const running: INestApplicationContext[] = [];

  beforeEach(async () => {
    [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
    taken = [];
    behaviour = new Behaviour();
    behaviour.take = async (message) => {
      taken.push((message as { eventId: string }).eventId);
    };
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.close()));
    await Promise.all([database.drop(), redis.stop()]);
  });

  const start = async (service: 'subscription' | 'consent') => {
    const databaseUrl = database.urls[service];
    const consumers = service === 'consent' ? [TestConsumer] : [];
    const app = await runMessaging({ service, databaseUrl, redisUrl: redis.url, behaviour, consumers });
    running.push(app);
    return app;
  };
  const post = async (app: INestApplicationContext, eventId = randomUUID()) => {
    await app.get(Corridor).act(async ({ post }) => post(declined(eventId)));
    return eventId;
  };
  const waiting = async (app: INestApplicationContext, where = 'true') => {
    const sql = `SELECT count(*)::int AS count FROM outbox WHERE ${where}`;
    const rows = await app.get(DataSource).query<{ count: number }[]>(sql);
    return rows[0]?.count ?? -1;
  };
  const queue = () => new Queue('consent.normal', { connection: { url: redis.url } });
  const inQueue = async () => {
    const jobs = queue();
    const count = await jobs.getJobCountByTypes('waiting', 'active', 'delayed');
    await jobs.close();
    return count;
  };

  it('hands a message on, and keeps its row until the receiver acknowledged it', async () => {
    const sender = await start('subscription');
    const eventId = await post(sender);
    await until(async () => (await waiting(sender, 'published_at IS NOT NULL')) === 1);
    expect(await waiting(sender)).toBe(1);
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    expect(taken).toEqual([eventId]);
  });

  it('hands on nothing of what was rolled back', async () => {
    const sender = await start('subscription');
    const failing = sender.get(Corridor).act(async ({ post }) => {
      post(declined(randomUUID()));
      throw new Error('changed our mind');
    });
    await expect(failing).rejects.toThrow('changed our mind');
    expect(await waiting(sender)).toBe(0);
  });

  it('SEND-3: a Redis that was wiped between publishing and taking loses nothing and repeats nothing', async () => {
    const sender = await start('subscription');
    const ids = [await post(sender), await post(sender), await post(sender)];
    await until(async () => (await inQueue()) === 3);
    await redis.flush();
    expect(await inQueue()).toBe(0);
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it('SEND-3: an acknowledgement that was lost makes a repetition, which the inbox stops', async () => {
    const sender = await start('subscription');
    const eventId = await post(sender);
    const outbox = sender.get(DataSource);
    const rows = await outbox.query('SELECT * FROM outbox');
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    // As if the sender had died before it heard of it: the row is there, and was published long ago.
    await outbox.query(
      `INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at, published_at)
       SELECT id, recipient, lane, kind, story_id, sealed, posted_at, 'epoch'
       FROM jsonb_populate_recordset(NULL::outbox, $1)`,
      [JSON.stringify(rows)],
    );
    await until(async () => (await waiting(sender)) === 0);
    expect(taken).toEqual([eventId]);
  });

  it('takes a message that is delivered twice once', async () => {
    const sender = await start('subscription');
    const eventId = await post(sender);
    await until(async () => (await inQueue()) === 1);
    const jobs = queue();
    const [job] = await jobs.getWaiting();
    await jobs.add('again', job?.data);
    await start('consent');
    await until(async () => (await inQueue()) === 0);
    expect(taken).toEqual([eventId]);
    await jobs.close();
  });

  it('tries again when the work failed, and nothing of the failed try stays', async () => {
    const sender = await start('subscription');
    let tries = 0;
    behaviour.take = async (message, { manager }) => {
      tries += 1;
      await manager.query('SELECT 1');
      if (tries === 1) throw new Error('the database went away');
      taken.push((message as { eventId: string }).eventId);
    };
    await start('consent');
    const eventId = await post(sender);
    await until(async () => (await waiting(sender)) === 0);
    expect({ tries, taken }).toEqual({ tries: 2, taken: [eventId] });
  });

  it('keeps a message of an unknown kind, with a broken seal or a broken content, among the failed', async () => {
    await start('consent');
    const jobs = queue();
    const seal = new Seal(MESSAGE_KEY);
    const bad = [
      { id: randomUUID(), kind: 'consent-danced.v1', sealed: 'x' },
      { id: randomUUID(), kind: 'consent-declined.v1', sealed: 'AAAA' },
      { id: randomUUID(), kind: 'consent-declined.v1', sealed: '' },
    ];
    const last = bad[2];
    if (last) last.sealed = seal.seal({ eventId: 'no id' }, `${last.kind} ${last.id}`);
    for (const envelope of bad)
      await jobs.add(envelope.kind, envelope, { attempts: 5, removeOnComplete: true });
    await until(async () => (await jobs.getFailedCount()) === 3);
    expect(taken).toEqual([]);
    await jobs.close();
  });

  it('ABUSE-5: Redis never holds what a message says', async () => {
    const sender = await start('subscription');
    await post(sender);
    await until(async () => (await inQueue()) === 1);
    expect(await everythingIn(redis.url)).toContain('consent-declined.v1');
    expect(await everythingIn(redis.url)).not.toContain('resident@example.ca');
  });

  it('refuses to start a service that lacks a handler for a message addressed to it', async () => {
    const wiring = { service: 'consent', databaseUrl: database.urls.consent, redisUrl: redis.url } as const;
    await expect(runMessaging(wiring)).rejects.toThrow(/no handler takes .*ConsentAskedV1/);
  });
});

async function everythingIn(url: string): Promise<string> {
  const redis = new Redis(url);
  const texts: string[] = [];
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    if (type === 'hash') texts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === 'string') texts.push((await redis.get(key)) ?? '');
    if (type === 'stream') texts.push(JSON.stringify(await redis.xrange(key, '-', '+')));
  }
  redis.disconnect();
  return texts.join('\n');
}
