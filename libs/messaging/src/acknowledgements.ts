import { Inject, Injectable } from '@nestjs/common';
import { QueueEvents } from 'bullmq';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { destinationsOf } from './destinations.ts';
import { FELL_APART, queueName } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';
import { OutboxQuery } from './outbox.query.ts';

/**
 * Hears which messages, or whole batches of them, the receivers have completed and lets their rows go. A completion that was not heard
 * (a wiped Redis) does no harm: the batch is published again, the receiver finds it in its inbox, and completes it once more.
 */
@Injectable()
export class Acknowledgements {
  #heard: string[] = [];
  #apart: string[] = [];
  #events: QueueEvents[] = [];
  #onSettled: () => void = () => undefined;
  readonly #rounds: Rounds;

  constructor(
    private readonly options: MessagingOptions,
    private readonly outbox: OutboxQuery,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#settle(), {
      name: 'acknowledgements',
      everyMilliseconds: 1000,
      logger,
    });
  }

  /** @param onSettled is called when rows were let go. */
  start(onSettled: () => void): void {
    this.#onSettled = onSettled;
    this.#events = destinationsOf(this.options.service).map(({ recipient, lane }) => {
      const events = new QueueEvents(queueName(recipient, lane), {
        connection: { url: this.options.redisUrl, maxRetriesPerRequest: null },
        // From the oldest that Redis has: what was completed before this connection was there is told too.
        lastEventId: '0',
      });
      events.on('completed', ({ jobId, returnvalue }) => {
        this.#hear(jobId, returnvalue === FELL_APART);
      });
      events.on('error', (err) => this.logger.debug({ err }, 'redis is away'));
      return events;
    });
    this.#rounds.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#events.map((events) => events.close()));
    await this.#rounds.stop();
  }

  #hear(id: string, fellApart: boolean): void {
    (fellApart ? this.#apart : this.#heard).push(id);
    this.#rounds.wake();
  }

  async #settle(): Promise<boolean> {
    for (const id of this.#apart.splice(0)) await this.outbox.fallApart(id);
    if (this.#heard.length === 0) return false;
    await this.outbox.acknowledge(this.#heard.splice(0, 1000));
    this.#onSettled();
    return this.#heard.length > 0;
  }
}
