import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '#libs/clock';
import type { Logger } from '#libs/logging';
import { Doorbell } from '#libs/messaging';
import { KeptLease } from '../leases/kept-lease.ts';
import type { LetterQuery } from './letter.query.ts';
import type { Leased } from './letter.ts';
import type { LetterDeliverer } from './letter-deliverer.ts';

/** For a letter on the wire when the process has to end. */
const LAST_PATIENCE_MILLISECONDS = 15_000;

export interface PostFacts {
  /** Of its queue. */
  name: string;
  /** Letters that it has on the way at once. */
  concurrency: number;
  redisUrl: string;
  leaseSeconds: number;
}

/** Sends letters with connections and workers of their own, so that none ever waits behind a dispatch (SEND-8). */
export class LetterPost<L extends Leased = Leased> implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bell: Doorbell;

  constructor(
    private readonly facts: PostFacts,
    private readonly letters: LetterQuery<L>,
    private readonly deliverer: LetterDeliverer<L>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    const { name, concurrency, redisUrl } = facts;
    this.#bell = new Doorbell(
      {
        name,
        concurrency,
        due: (limit) => letters.due(clock.now(), limit),
        work: (key) => this.#send(key),
      },
      { redisUrl, logger },
    );
  }

  onApplicationBootstrap(): void {
    this.#bell.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const cut = setTimeout(() => this.deliverer.cut(), LAST_PATIENCE_MILLISECONDS);
    await this.#bell.stop();
    clearTimeout(cut);
    this.deliverer.close();
  }

  /** Call after a commit that made a letter due. */
  wake(): void {
    this.#bell.wake();
  }

  async #send(key: string): Promise<void> {
    const letter = await this.letters.lease(key, this.clock.now(), this.facts.leaseSeconds);
    if (!letter) return;
    const { leaseSeconds } = this.facts;
    using _ = new KeptLease(() => this.letters.renew(letter, leaseSeconds), leaseSeconds);
    const outcome = await this.deliverer.deliver(letter);
    await this.letters.settle(letter, outcome, this.clock.now());
    const { id: letterId, kind, storyId, attempts } = letter;
    this.logger.info({ letterId, kind, storyId, attempts, ...outcome }, 'letter');
  }
}
