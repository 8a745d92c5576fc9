import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { ConsentDeclinedV1, type Service } from '#libs/contracts';
import { freshDatabase, freshRedis } from '../../../test/support/index.ts';
import { type NeighbourOrder, startNeighbour } from '../../../tools/neighbour/neighbour.ts';
import { Corridor } from './corridor.ts';
import type { Envelope } from './envelope.ts';

export const MESSAGE_KEY = [Buffer.alloc(32, 9).toString('base64')];

const DEADLINE_MILLISECONDS = 40_000;

export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MILLISECONDS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not so within ${DEADLINE_MILLISECONDS} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Take = NonNullable<NeighbourOrder['take']>;

/** *subscription* and *consent* with nothing in them but messaging, on a database and a Redis of their own. */
export async function openCorridor(republishSeconds = 0.3) {
  const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  const running: INestApplicationContext[] = [];
  const taken: string[] = [];
  const behaviour: { take: Take } = {
    take: async (message) => {
      taken.push((message as { eventId: string }).eventId);
    },
  };
  const order = (service: Service) => {
    const options = { redisUrl: redis.url, messageKey: MESSAGE_KEY, republishSeconds };
    return { service, databaseUrl: database.urls[service], ...options };
  };
  const queue = () => new Queue<Envelope[]>('consent.normal', { connection: { url: redis.url } });
  return {
    ...{ database, redis, behaviour, order, queue },
    /** The events that *consent* took, in their order. */
    taken,
    start: async (service: 'subscription' | 'consent') => {
      const take: Take = (message, act) => behaviour.take(message, act);
      const app = await startNeighbour({ ...order(service), take });
      running.push(app);
      return app;
    },
    end: async (app: INestApplicationContext) => {
      running.splice(running.indexOf(app), 1);
      await app.close();
    },
    /** How many rows of the outbox there are. */
    waiting: (app: INestApplicationContext) => count(app, 'outbox'),
    /** How many of them were published at least so often, and are not acknowledged. */
    published: (app: INestApplicationContext, attempts = 1) =>
      count(
        app,
        `outbox JOIN outbox_batches USING (recipient, lane) WHERE sequence <@ sequences AND attempts >= ${attempts}`,
      ),
    /** The messages that lie in *consent*'s queue, those of a job together. */
    inQueue: async () => {
      const jobs = queue();
      const all = await jobs.getJobs(['waiting', 'active', 'delayed']);
      await jobs.close();
      return all.map(({ data }) => data);
    },
    stop: async () => {
      await Promise.all(running.map((service) => service.close()));
      await Promise.all([database.drop(), redis.stop()]);
    },
  };
}

async function count(app: INestApplicationContext, from: string): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM ${from}`;
  const [row] = await app.get(DataSource).query<{ count: number }[]>(sql);
  return row?.count ?? -1;
}

/** Posts one message for each id, all in one transaction. */
export async function post(app: INestApplicationContext, ...eventIds: string[]): Promise<string[]> {
  const ids = eventIds.length > 0 ? eventIds : [randomUUID()];
  await app.get(Corridor).act(async (act) => {
    for (const id of ids) act.post(declined(id));
  });
  return ids;
}

/** A message like those that *subscription* posts. */
export function declined(eventId: string): ConsentDeclinedV1 {
  return Object.assign(new ConsentDeclinedV1(), {
    eventId,
    requestId: '0190f5c0-0000-4000-8000-000000000001',
    residentId: '0190f5c0-0000-4000-8000-000000000002',
    topics: [{ topic: 'snow', topicVersion: 1, notice: 'ab'.repeat(32) }],
    occurredAt: '2026-03-02T15:00:00.000Z',
    manner: { control: 'decline-button', page: '/confirm/not-me', userAgent: 'resident@example.ca' },
  });
}
