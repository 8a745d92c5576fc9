import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnrecoverableError } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { SystemClock, SystemRandom } from '#libs/clock';
import { openDataSource } from '#libs/database';
import { openCorridor, post, until } from './messaging.testing.ts';
import { OutboxQuery } from './outbox.query.ts';

const ids = Array.from({ length: 5 }, () => randomUUID());
const [, unlucky] = ids;
const eventIdOf = (message: object) => (message as { eventId: string }).eventId;

describe('messages that travel together', () => {
  let corridor: Awaited<ReturnType<typeof openCorridor>>;

  beforeEach(async () => {
    corridor = await openCorridor();
  });
  afterEach(() => corridor.stop());

  it('are one job, in the order in which they were posted, and one acknowledgement lets all of them go', async () => {
    const sender = await corridor.start('subscription');
    await post(sender, ...ids);
    await until(async () => (await corridor.inQueue()).length === 1);
    expect((await corridor.inQueue()).map((messages) => messages.length)).toEqual([5]);
    await corridor.start('consent');
    await until(async () => (await corridor.waiting(sender)) === 0);
    expect(corridor.taken).toEqual(ids);
  });

  it('wait in the queue once, however often they are published', async () => {
    const sender = await corridor.start('subscription');
    await post(sender, ...ids);
    await until(async () => (await corridor.waiting(sender, 'attempts > 2')) === 5);
    expect((await corridor.inQueue()).map((messages) => messages.length)).toEqual([5]);
  });

  it('do not wait for one of them that cannot be taken yet', async () => {
    const sender = await corridor.start('subscription');
    let refuses = true;
    corridor.behaviour.take = async (message) => {
      if (refuses && eventIdOf(message) === unlucky) throw new Error('what it needs is not here yet');
      corridor.taken.push(eventIdOf(message));
    };
    await corridor.start('consent');
    await post(sender, ...ids);
    await until(async () => (await corridor.waiting(sender)) === 1);
    refuses = false;
    await until(async () => (await corridor.waiting(sender)) === 0);
    expect(corridor.taken.slice(-1)).toEqual([unlucky]);
    // What was taken before the whole batch was given up counts twice here; the inbox says what was taken for good.
    expect(new Set(corridor.taken)).toEqual(new Set(ids));
  });

  it('leave one that can never be taken behind, alone among the failed', async () => {
    const sender = await corridor.start('subscription');
    corridor.behaviour.take = async (message) => {
      if (eventIdOf(message) === unlucky) throw new UnrecoverableError('never');
    };
    await corridor.start('consent');
    await post(sender, ...ids);
    const jobs = corridor.queue();
    await until(async () => (await corridor.waiting(sender)) === 1);
    await until(async () => (await corridor.waiting(sender, 'attempts > 3')) === 1);
    expect(await jobs.getFailedCount()).toBe(1);
    expect((await jobs.getFailed()).map(({ data }) => data.length)).toEqual([1]);
    await jobs.close();
  });

  it('give what they gather to one statement, before the commit', async () => {
    const sender = await corridor.start('subscription');
    const gathered: string[][] = [];
    const gather = async (_: EntityManager, some: string[]) => {
      gathered.push(some);
    };
    corridor.behaviour.take = async (message, { together }) => together(gather, eventIdOf(message));
    await post(sender, ...ids);
    await until(async () => (await corridor.inQueue()).length === 1);
    await corridor.start('consent');
    await until(async () => (await corridor.waiting(sender)) === 0);
    expect(gathered).toEqual([ids]);
  });

  it('are counted while they are on their way, so that a receiver that is away fills no Redis', async () => {
    const schema = { schema: 'subscription', entities: [], migrations: [] };
    const dataSource = await openDataSource(corridor.database.urls.subscription, schema);
    await dataSource.query(
      `INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at, published_at)
       SELECT gen_random_uuid(), 'consent', 'normal', 'any', gen_random_uuid(), '', now(), at
       FROM unnest(ARRAY[now(), now(), now(), now(), now(), NULL, NULL]) AS at`,
    );
    const outbox = new OutboxQuery(dataSource, new SystemClock(), new SystemRandom());
    const consent = { recipient: 'consent', lane: 'normal' } as const;
    expect(await outbox.countOnWay(consent, 9)).toBe(5);
    expect(await outbox.countOnWay(consent, 4)).toBe(4);
    expect(await outbox.claimNew(consent, 1)).toHaveLength(1);
    expect(await outbox.claimNew(consent, 9)).toHaveLength(1);
    expect(await outbox.countOnWay(consent, 9)).toBe(7);
    await dataSource.destroy();
  });
});
