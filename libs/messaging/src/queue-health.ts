import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { lanes } from '#libs/contracts';
import { queueName } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';

/** Answers whether Redis is there, and how many messages were given up. */
@Injectable()
export class QueueHealth implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #redis: Redis;
  #queues: Queue[] = [];

  constructor(private readonly options: MessagingOptions) {
    this.#redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, lazyConnect: true });
    this.#redis.on('error', () => undefined);
  }

  onApplicationBootstrap(): void {
    const names = lanes.map((lane) => queueName(this.options.service, lane));
    this.#queues = names.map((name) => new Queue(name, { connection: this.#redis }));
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
