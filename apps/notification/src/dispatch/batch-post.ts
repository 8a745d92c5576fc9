import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Doorbell } from '#libs/messaging';
import { Senders } from '../senders/senders.ts';
import { NotificationSettings } from '../settings.ts';
import { dueBatches } from './due-batches.query.ts';

/** Calls a sender for each batch that is due. */
@Injectable()
export class BatchPost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bell: Doorbell;

  constructor(
    private readonly senders: Senders,
    dataSource: DataSource,
    clock: Clock,
    { redisUrl, missedAfterMinutes }: NotificationSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const work = {
      name: 'notification.batches',
      concurrency: senders.concurrency,
      due: (limit: number) => dueBatches(dataSource, { now: clock.now(), missedAfterMinutes, limit }),
      work: (key: string) => senders.send(key),
    };
    this.#bell = new Doorbell(work, { redisUrl, logger });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.senders.start();
    this.#bell.start();
  }

  async onApplicationShutdown(): Promise<void> {
    // The senders first: they let go of what the bell waits for.
    await this.senders.stop();
    await this.#bell.stop();
  }

  /** Call after a commit that made a batch due. */
  wake(): void {
    this.#bell.wake();
  }
}
