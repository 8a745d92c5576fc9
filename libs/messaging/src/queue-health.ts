import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { lanes } from '#libs/contracts';
import { queueName } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';

/** Answers whether Redis is there, and how many messages were given up. */
@Injectable()
export class QueueHealth implements OnApplicationShutdown {
  readonly #redis: Redis;
  readonly #queues: Queue[];

  constructor(options: MessagingOptions) {
    this.#redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1 });
    this.#redis.on('error', () => undefined);
    this.#queues = lanes.map(
      (lane) => new Queue(queueName(options.service, lane), { connection: this.#redis }),
    );
  }

  /** @throws Error while Redis is away. */
  async failedMessages(): Promise<number> {
    const counts = await Promise.all(this.#queues.map((queue) => queue.getFailedCount()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.close()));
    this.#redis.disconnect();
  }
}
