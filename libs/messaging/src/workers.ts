import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { lanes } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { type Envelope, FELL_APART, JOBS_AT_ONCE, jobOf, queueName } from './envelope.ts';
import { Intake } from './intake.ts';
import { MessagingOptions } from './messaging-options.ts';
import { TAKEOVER } from './takeover.ts';

/** One BullMQ worker a lane, so that an urgent message never waits for a place among the normal ones. */
@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  #workers: Worker<Envelope[]>[] = [];
  #queues: Queue<Envelope[]>[] = [];

  constructor(
    private readonly options: MessagingOptions,
    private readonly intake: Intake,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const connection = { url: this.options.redisUrl, maxRetriesPerRequest: null };
    const away = (err: Error) => this.logger.debug({ err }, 'redis is away');
    for (const lane of lanes) {
      const name = queueName(this.options.service, lane);
      const queue = new Queue<Envelope[]>(name, { connection });
      const worker = new Worker<Envelope[]>(name, ({ data }) => this.#take(data, queue), {
        connection,
        concurrency: JOBS_AT_ONCE,
        ...TAKEOVER,
      });
      worker.on('failed', (job, err) => this.#tell(job?.data ?? [], err));
      worker.on('error', away);
      queue.on('error', away);
      this.#workers.push(worker);
      this.#queues.push(queue);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
    await Promise.all(this.#queues.map((queue) => queue.close()));
  }

  /** When one message cannot be taken, each becomes a job of its own: it waits alone and holds up no other. */
  async #take(messages: Envelope[], queue: Queue): Promise<typeof FELL_APART | undefined> {
    if (messages.length > 1) {
      try {
        await this.intake.take(messages);
      } catch (err) {
        this.logger.info(
          { err, messages: messages.length },
          'a batch was not taken, its messages go on alone',
        );
        await queue.addBulk(messages.map((message) => jobOf([message], message.id)));
        return FELL_APART;
      }
    } else await this.intake.take(messages);
    return undefined;
  }

  #tell(messages: Envelope[], err: Error): void {
    for (const { id: messageId, kind, storyId } of messages) {
      this.logger.warn({ err, messageId, kind, storyId }, 'a message was not taken');
    }
  }
}
