import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { Acknowledgements } from './acknowledgements.ts';
import { destinationsOf } from './destinations.ts';
import { JOBS_AT_ONCE } from './envelope.ts';
import { MessagingOptions } from './messaging-options.ts';
import { type Destination, OutboxQuery, type OutboxRow } from './outbox.query.ts';
import { Publisher } from './publisher.ts';

/**
 * One job is what the receiver takes in one transaction. As many jobs are claimed at once as it takes at the same time: a round waits for
 * the database and for Redis, and in a busy process each wait is long.
 */
const CLAIM = { size: 250, batches: JOBS_AT_ONCE };

/** How many messages are on their way to one destination before no more are claimed: a receiver that is away fills PostgreSQL, not Redis. */
const WINDOW = 5000;

/** While messages come in quick succession, they gather for so long: one that comes alone leaves at once. */
const GATHERING_MILLISECONDS = 25;

/**
 * The step "hand on": outbox rows go to the queues and stay until the receiver has acknowledged them. A row without
 * acknowledgement is published again; the receiver's inbox makes the repetition harmless. Whatever waits goes as one batch,
 * so a message that comes alone leaves alone and at once.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  readonly #repeats: Rounds;
  readonly #destinations: Destination[];

  constructor(
    private readonly outbox: OutboxQuery,
    private readonly publisher: Publisher,
    private readonly acknowledgements: Acknowledgements,
    private readonly options: MessagingOptions,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#destinations = destinationsOf(options.service);
    const often = { everyMilliseconds: 500, logger };
    const apartMilliseconds = GATHERING_MILLISECONDS;
    this.#rounds = new Rounds(() => this.#round(), { ...often, apartMilliseconds, name: 'relay' });
    this.#repeats = new Rounds(() => this.#handOnAgain(), { ...often, name: 'relay of what nobody took' });
  }

  onApplicationBootstrap(): void {
    // What was acknowledged makes room in a window that was full.
    this.acknowledgements.start(() => this.wake());
    this.#rounds.start();
    this.#repeats.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#rounds.stop(), this.#repeats.stop()]);
    await this.acknowledgements.stop();
    await this.publisher.close();
  }

  /** Call after a commit: publishes now instead of at the next round. */
  wake(): void {
    this.#rounds.wake();
  }

  /** @returns whether there is more to do at once. */
  async #round(): Promise<boolean> {
    const counts = await Promise.all(this.#destinations.map((destination) => this.#handOn(destination)));
    return counts.some((count) => count === CLAIM.size * CLAIM.batches);
  }

  /** The network comes after the claim's transaction: a batch that was claimed and of which nobody heard is published again. */
  async #handOn(destination: Destination): Promise<number> {
    const rows = await this.outbox.claimNew(destination, { ...CLAIM, onWay: WINDOW });
    await this.#publish(destination, rows);
    return rows.length;
  }

  async #handOnAgain(): Promise<boolean> {
    const overdue = { limit: WINDOW, seconds: this.options.republishSeconds };
    for (const destination of this.#destinations) {
      const rows = await this.outbox.claimOverdue(destination, overdue);
      await this.#publish(destination, rows);
    }
    return false;
  }

  /** What Redis did not take goes with the next round, and does not wait as if it were on its way: it may be a withdrawal (LEAVE-4). */
  async #publish(destination: Destination, rows: OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.publisher.publish(destination, rows);
    } catch (error) {
      await this.outbox.giveBack(rows);
      throw error;
    }
  }
}
