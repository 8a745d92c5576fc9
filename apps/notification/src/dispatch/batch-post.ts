import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Doorbell } from '#libs/messaging';
import { NotificationSettings } from '../settings.ts';
import { BatchQuery } from './batch.query.ts';
import { BatchSender } from './batch-sender.ts';

/** Batches that one process has at once; they share its sessions. */
const BATCHES = 2;

/** Calls for each batch that is due. */
@Injectable()
export class BatchPost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bell: Doorbell;

  constructor(
    private readonly sender: BatchSender,
    batches: BatchQuery,
    clock: Clock,
    { redisUrl }: NotificationSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    const work = {
      name: 'notification.batches',
      concurrency: BATCHES,
      due: (limit: number) => batches.due(clock.now(), limit),
      work: (key: string) => sender.send(key),
    };
    this.#bell = new Doorbell(work, { redisUrl, logger });
  }

  onApplicationBootstrap(): void {
    this.#bell.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.sender.stop();
    await this.#bell.stop();
    this.sender.close();
  }

  /** Call after a commit that made a batch due. */
  wake(): void {
    this.#bell.wake();
  }
}
