import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Acknowledgements } from './acknowledgements.ts';
import { MessagingOptions } from './messaging-options.ts';
import { OutboxQuery } from './outbox.query.ts';
import { Publisher } from './publisher.ts';
import { Rounds } from './rounds.ts';

/** How many rows one round takes. */
const ROUND = 500;

/**
 * The step "hand on": outbox rows go to the queues and stay until the receiver has acknowledged them. A row without
 * acknowledgement is published again; the receiver's inbox makes the repetition harmless.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly outbox: OutboxQuery,
    private readonly publisher: Publisher,
    private readonly acknowledgements: Acknowledgements,
    private readonly options: MessagingOptions,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#round(), { everyMilliseconds: 500, logger, name: 'relay' });
  }

  onApplicationBootstrap(): void {
    this.acknowledgements.start();
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
    await this.acknowledgements.stop();
    await this.publisher.close();
  }

  /** Call after a commit: publishes now instead of at the next round. */
  wake(): void {
    this.#rounds.wake();
  }

  /** @returns whether there is more to do at once. */
  async #round(): Promise<boolean> {
    const rows = await this.outbox.claim(ROUND, this.options.republishSeconds);
    // The network comes after the claim's transaction: a row that was claimed and not published is published again.
    await this.publisher.publish(rows);
    return rows.length === ROUND;
  }
}
