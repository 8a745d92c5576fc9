import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'bullmq';
import { lanes } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { type Envelope, queueName } from './envelope.ts';
import { Intake } from './intake.ts';
import { MessagingOptions } from './messaging-options.ts';
import { TAKEOVER } from './takeover.ts';

/** Messages taken at the same time in each lane: each holds one database connection. */
const CONCURRENCY = 4;

/** One BullMQ worker a lane, so that an urgent message never waits for a place among the normal ones. */
@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  #workers: Worker<Envelope>[] = [];

  constructor(
    private readonly options: MessagingOptions,
    private readonly intake: Intake,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#workers = lanes.map((lane) => {
      const worker = new Worker<Envelope>(
        queueName(this.options.service, lane),
        (job) => this.intake.take(job.data),
        {
          connection: { url: this.options.redisUrl, maxRetriesPerRequest: null },
          concurrency: CONCURRENCY,
          ...TAKEOVER,
        },
      );
      worker.on('failed', (job, err) => {
        const { id: messageId, kind, storyId } = job?.data ?? {};
        this.logger.warn({ err, messageId, kind, storyId }, 'a message was not taken');
      });
      worker.on('error', (err) => this.logger.debug({ err }, 'redis is away'));
      return worker;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}
