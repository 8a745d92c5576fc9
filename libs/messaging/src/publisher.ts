import { Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Envelope } from './envelope.ts';
import { queueName } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';
import type { OutboxRow } from './outbox.query.ts';

/** Tried for about a day with growing waits; after that it stays among the failed jobs, for a person to see. */
const JOB = {
  attempts: 60,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5, maxDelay: 60_000 },
  removeOnComplete: true,
  removeOnFail: false,
} as const;

@Injectable()
export class Publisher {
  readonly #redis: Redis;
  readonly #queues = new Map<string, Queue>();

  constructor(options: MessagingOptions) {
    // A publisher fails at once while Redis is away, and the relay tries again: nothing piles up in memory.
    this.#redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, lazyConnect: true });
    this.#redis.on('error', () => undefined);
  }

  async publish(rows: OutboxRow[]): Promise<void> {
    const byQueue = Map.groupBy(rows, ({ recipient, lane }) => queueName(recipient, lane));
    for (const [name, group] of byQueue) {
      await this.#queue(name).addBulk(
        group.map(({ id, kind, storyId, sealed }) => {
          const data: Envelope = { id, kind, storyId, sealed };
          return { name: kind, data, opts: { ...JOB, jobId: id } };
        }),
      );
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#redis.disconnect();
  }

  #queue(name: string): Queue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.#redis });
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
