import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { Acknowledgements } from './acknowledgements.ts';
import { destinationsOf } from './destinations.ts';
import { MessagingOptions } from './messaging-options.ts';
import { type Destination, OutboxQuery, type OutboxRow } from './outbox.query.ts';
import { Publisher } from './publisher.ts';

/** How many messages one job carries at most: the receiver takes them in one transaction. */
const BATCH = 250;

/** How many messages may be on their way to one destination: a receiver that is away fills PostgreSQL, not Redis. */
const WINDOW = 5000;

/** While messages come in quick succession, they gather for so long: one that comes alone leaves at once. */
const GATHERING_MILLISECONDS = 25;

/** What is on its way is not counted more often than this: a receiver that is behind takes less than a window in the meantime. */
const COUNTING_MILLISECONDS = 250;

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
  /** How many more may be published to each, and when those on their way were counted for it. */
  readonly #room = new Map<Destination, { left: number; countedAt: number }>();

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
    this.acknowledgements.start();
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
    return counts.some((count) => count === BATCH);
  }

  /** The network comes after the claim's transaction: a batch that was claimed and of which nobody heard is published again. */
  async #handOn(destination: Destination): Promise<number> {
    const room = await this.#roomAt(destination);
    const rows = room.left > 0 ? await this.outbox.claimNew(destination, Math.min(BATCH, room.left)) : [];
    room.left -= rows.length;
    await this.#publish(destination, rows);
    return rows.length;
  }

  /** Counting reads every batch on its way: it is done once in a window and, while one is full, now and then. */
  async #roomAt(destination: Destination): Promise<{ left: number }> {
    const known = this.#room.get(destination);
    const now = performance.now();
    if (known && (known.left >= BATCH || now - known.countedAt < COUNTING_MILLISECONDS)) return known;
    const left = WINDOW - (await this.outbox.countOnWay(destination));
    const room = { left, countedAt: now };
    this.#room.set(destination, room);
    return room;
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
