import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { startNeighbour } from '../../../tools/neighbour/neighbour.ts';
import { Corridor } from './corridor.ts';
import { declined, MESSAGE_KEY, openCorridor, post, until } from './messaging.testing.ts';
import { Publisher } from './publisher.ts';
import { Relay } from './relay.ts';
import { Seal } from './seal.ts';

describe('the corridor between two services', () => {
  let corridor: Awaited<ReturnType<typeof openCorridor>>;

  beforeEach(async () => {
    corridor = await openCorridor();
  });
  afterEach(() => corridor.stop());

  it('hands a message on, and keeps its row until the receiver acknowledged it', async () => {
    const { start, waiting, published, taken } = corridor;
    const sender = await start('subscription');
    const ids = await post(sender);
    await until(async () => (await published(sender)) === 1);
    expect(await waiting(sender)).toBe(1);
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    expect(taken).toEqual(ids);
  });

  it('hands on nothing of what was rolled back', async () => {
    const { start, waiting } = corridor;
    const sender = await start('subscription');
    const failing = sender.get(Corridor).act(async ({ post }) => {
      post(declined(randomUUID()));
      throw new Error('changed our mind');
    });
    await expect(failing).rejects.toThrow('changed our mind');
    expect(await waiting(sender)).toBe(0);
  });

  it('ABUSE-1: hands on nothing of what was only rehearsed, and refuses what could not be posted', async () => {
    const { start, waiting } = corridor;
    const sender = await start('subscription');
    await sender.get(Corridor).act(async ({ post, rehearse }) => {
      rehearse(declined(randomUUID()));
      post(declined(randomUUID()));
    });
    expect(await waiting(sender)).toBe(1);
    const broken = sender.get(Corridor).act(async ({ rehearse }) => rehearse(declined('no uuid')));
    await expect(broken).rejects.toThrow();
  });

  it('SEND-3: a Redis that was wiped between publishing and taking loses nothing and repeats nothing', async () => {
    const { start, waiting, inQueue, taken } = corridor;
    const sender = await start('subscription');
    const ids = [...(await post(sender)), ...(await post(sender)), ...(await post(sender))];
    await until(async () => (await inQueue()).flat().length === 3);
    await corridor.redis.flush();
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it('SEND-3: an acknowledgement that was lost makes a repetition, which the inbox stops', async () => {
    const { start, waiting, taken } = corridor;
    const sender = await start('subscription');
    const ids = await post(sender);
    const outbox = sender.get(DataSource);
    const rows = await outbox.query('SELECT * FROM outbox');
    await start('consent');
    await until(async () => (await waiting(sender)) === 0);
    // As if the sender had died before it heard of it: the row is there again, and was published long ago.
    await outbox.query(
      `WITH again AS (
         INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at)
         SELECT id, recipient, lane, kind, story_id, sealed, posted_at FROM jsonb_populate_recordset(NULL::outbox, $1)
         RETURNING *)
       INSERT INTO outbox_batches (id, recipient, lane, sequences, published_at, attempts)
       SELECT id, recipient, lane, int8multirange(int8range(sequence, sequence, '[]')), 'epoch', 1 FROM again`,
      [JSON.stringify(rows)],
    );
    await until(async () => (await waiting(sender)) === 0);
    expect(taken).toEqual(ids);
  });

  it('LEAVE-4: hands on at once what Redis did not take a moment before', async () => {
    const patient = await openCorridor(600);
    try {
      const sender = await patient.start('subscription');
      const publisher = sender.get(Publisher);
      const publish = publisher.publish.bind(publisher);
      publisher.publish = async () => {
        publisher.publish = publish;
        throw new Error('redis is away');
      };
      await patient.start('consent');
      const ids = await post(sender);
      await until(async () => (await patient.waiting(sender)) === 0);
      expect(patient.taken).toEqual(ids);
    } finally {
      await patient.stop();
    }
  });

  it('looks for more as soon as an acknowledgement makes room for it', async () => {
    const sender = await corridor.start('subscription');
    const relay = sender.get(Relay);
    await post(sender);
    await until(async () => (await corridor.published(sender)) === 1);
    let looked = false;
    const wake = relay.wake.bind(relay);
    relay.wake = () => {
      looked = true;
      wake();
    };
    await corridor.start('consent');
    await until(() => looked);
    expect(await corridor.waiting(sender)).toBe(0);
  });

  it('hears at once what was completed while the sender was away', async () => {
    const patient = await openCorridor(600);
    try {
      const sender = await patient.start('subscription');
      const ids = await post(sender);
      await until(async () => (await patient.inQueue()).length === 1);
      await patient.end(sender);
      await patient.start('consent');
      await until(async () => patient.taken.length === 1 && (await patient.inQueue()).length === 0);
      const again = await patient.start('subscription');
      await until(async () => (await patient.waiting(again)) === 0);
      expect(patient.taken).toEqual(ids);
    } finally {
      await patient.stop();
    }
  });

  it('takes a message that is delivered twice once', async () => {
    const { start, inQueue, taken } = corridor;
    const sender = await start('subscription');
    const ids = await post(sender);
    await until(async () => (await inQueue()).length === 1);
    const jobs = corridor.queue();
    const [job] = await jobs.getWaiting();
    await jobs.add('again', job?.data ?? []);
    await start('consent');
    await until(async () => (await inQueue()).length === 0);
    expect(taken).toEqual(ids);
    await jobs.close();
  });

  it('tries again when the work failed, and nothing of the failed try stays', async () => {
    const { start, waiting, taken } = corridor;
    const sender = await start('subscription');
    let tries = 0;
    corridor.behaviour.take = async (message, { manager }) => {
      tries += 1;
      await manager.query('SELECT 1');
      if (tries === 1) throw new Error('the database went away');
      taken.push((message as { eventId: string }).eventId);
    };
    await start('consent');
    const ids = await post(sender);
    await until(async () => (await waiting(sender)) === 0);
    expect({ tries, taken }).toEqual({ tries: 2, taken: ids });
  });

  it('keeps a message of an unknown kind, with a broken seal or a broken content, among the failed', async () => {
    await corridor.start('consent');
    const jobs = corridor.queue();
    const storyId = randomUUID();
    const seal = new Seal(MESSAGE_KEY);
    const bad = [
      { id: randomUUID(), kind: 'consent-danced.v1', storyId, sealed: 'x' },
      { id: randomUUID(), kind: 'consent-declined.v1', storyId, sealed: 'AAAA' },
      { id: randomUUID(), kind: 'consent-declined.v1', storyId, sealed: '' },
    ];
    const last = bad[2];
    if (last) last.sealed = seal.seal({ eventId: 'no id' }, `${last.kind} ${last.id}`);
    for (const envelope of bad)
      await jobs.add('messages', [envelope], { attempts: 5, removeOnComplete: true });
    await until(async () => (await jobs.getFailedCount()) === 3);
    expect(corridor.taken).toEqual([]);
    await jobs.close();
  });

  it('ABUSE-5: Redis never holds what a message says', async () => {
    const { start, inQueue } = corridor;
    const sender = await start('subscription');
    await post(sender);
    await until(async () => (await inQueue()).length === 1);
    expect(await everythingIn(corridor.redis.url)).toContain('consent-declined.v1');
    expect(await everythingIn(corridor.redis.url)).not.toContain('resident@example.ca');
  });

  it('refuses to start a service that lacks a handler for a message addressed to it', async () => {
    await expect(startNeighbour(corridor.order('consent'))).rejects.toThrow(
      /no handler takes .*ConsentAskedV1/,
    );
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
