import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnrecoverableError } from 'bullmq';
import type { DataSource, EntityManager } from 'typeorm';
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
    await until(async () => (await corridor.published(sender, 3)) === 5);
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
    await until(async () => (await corridor.published(sender, 4)) === 1);
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

  describe('of which several processes have the outbox', () => {
    const consent = { recipient: 'consent', lane: 'normal' } as const;
    const two = { size: 2, batches: 1, onWay: 9 };
    const all = { ...two, size: 9 };
    const left = async () => (await dataSource.query("SELECT 1 FROM outbox WHERE lane = 'normal'")).length;
    let dataSource: DataSource;
    let outbox: OutboxQuery;
    beforeEach(async () => {
      const schema = { schema: 'subscription', entities: [], migrations: [] };
      dataSource = await openDataSource(corridor.database.urls.subscription, schema);
      outbox = new OutboxQuery(dataSource, new SystemClock(), new SystemRandom());
      await dataSource.query(
        `INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at)
         SELECT gen_random_uuid(), 'consent', lane, 'any', gen_random_uuid(), '', now()
         FROM unnest(ARRAY['normal', 'urgent', 'normal', 'normal']) AS lane`,
      );
    });
    afterEach(() => dataSource.destroy());

    it('are claimed until so many are on their way, so that a receiver that is away fills no Redis', async () => {
      const atMost = (onWay: number) => outbox.claimNew(consent, { size: 2, batches: 1, onWay });
      expect(await atMost(2)).toHaveLength(2);
      expect(await atMost(2)).toEqual([]);
      expect(await atMost(3)).toHaveLength(1);
    });

    it('are as many batches as there may be, each of so many', async () => {
      const claimed = await outbox.claimNew(consent, { size: 2, batches: 2, onWay: 9 });
      const batches = Map.groupBy(claimed, ({ batchId }) => batchId);
      expect([...batches.values()].map(({ length }) => length)).toEqual([2, 1]);
      expect(batches.get(claimed[2]?.id ?? '')).toEqual([claimed[2]]);
      await outbox.acknowledge([...batches.keys()]);
      expect(await left()).toBe(0);
    });

    it('are claimed by one of those who come at the same time', async () => {
      const claims = await Promise.all([1, 2, 3, 4].map(() => outbox.claimNew(consent, all)));
      expect(claims.map(({ length }) => length).sort()).toEqual([0, 0, 0, 3]);
    });

    it('are not missed when they were numbered before what is on its way, and committed after it', async () => {
      await outbox.claimNew(consent, all);
      await dataSource.query(
        `INSERT INTO outbox (id, recipient, lane, kind, story_id, sealed, posted_at, sequence) OVERRIDING SYSTEM VALUE
         SELECT gen_random_uuid(), 'consent', 'normal', 'late', gen_random_uuid(), '', now(), min(sequence) + 1
         FROM outbox WHERE lane = 'normal'`,
      );
      expect((await outbox.claimNew(consent, all)).map(({ kind }) => kind)).toEqual(['late']);
    });

    it('are on their way no longer when somebody deleted them', async () => {
      await outbox.claimNew(consent, all);
      await dataSource.query("DELETE FROM outbox WHERE lane = 'normal'");
      expect(await outbox.claimOverdue(consent, { limit: 9, seconds: -1 })).toEqual([]);
      expect(await dataSource.query('SELECT 1 FROM outbox_batches')).toEqual([]);
    });

    it('leave with what acknowledges them, and nothing else does', async () => {
      const [first] = await outbox.claimNew(consent, two);
      const [alone] = await outbox.claimNew(consent, two);
      await outbox.acknowledge([randomUUID(), first?.id ?? '']);
      expect(await left()).toBe(3);
      await outbox.acknowledge([first?.batchId ?? '']);
      expect(await left()).toBe(1);
      await outbox.acknowledge([alone?.id ?? '']);
      expect(await left()).toBe(0);
    });
  });
});
