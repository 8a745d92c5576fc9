import { Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { type Envelope, jobOf, queueName } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';
import type { Destination, OutboxRow } from './outbox.query.ts';

@Injectable()
export class Publisher {
  readonly #redis: Redis;
  readonly #queues = new Map<string, Queue>();

  constructor(options: MessagingOptions) {
    // A publisher fails at once while Redis is away, and the relay tries again: nothing piles up in memory.
    this.#redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, lazyConnect: true });
    this.#redis.on('error', () => undefined);
  }

  /** One job a batch: a job costs as much as carrying a hundred messages in it. */
  async publish({ recipient, lane }: Destination, rows: OutboxRow[]): Promise<void> {
    const batches = Map.groupBy(rows, ({ batchId }) => batchId);
    await this.#queue(queueName(recipient, lane)).addBulk(
      [...batches].map(([batchId, group]) => jobOf(group.map(envelopeOf), batchId)),
    );
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

function envelopeOf({ id, kind, storyId, sealed }: OutboxRow): Envelope {
  return { id, kind, storyId, sealed };
}
