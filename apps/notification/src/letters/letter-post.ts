import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Doorbell } from '#libs/messaging';
import { KeptLease } from '../leases/kept-lease.ts';
import { NotificationSettings } from '../settings.ts';
import { LetterQuery } from './letter.query.ts';
import { LetterDeliverer } from './letter-deliverer.ts';

/** For a letter on the wire when the process has to end. */
const LAST_PATIENCE_MILLISECONDS = 15_000;

/** Sends letters with connections and workers of their own, so that none ever waits behind a dispatch (SEND-8). */
@Injectable()
export class LetterPost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bell: Doorbell;

  constructor(
    private readonly settings: NotificationSettings,
    private readonly letters: LetterQuery,
    private readonly deliverer: LetterDeliverer,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { redisUrl, letterConnections } = settings;
    this.#bell = new Doorbell(
      {
        name: 'notification.letters',
        concurrency: letterConnections,
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
    const letter = await this.letters.lease(key, this.clock.now(), this.settings.leaseSeconds);
    if (!letter) return;
    const { leaseSeconds } = this.settings;
    using _ = new KeptLease(() => this.letters.renew(letter, leaseSeconds), leaseSeconds);
    const outcome = await this.deliverer.deliver(letter);
    await this.letters.settle(letter, outcome, this.clock.now());
    const { id: letterId, kind, storyId, attempts } = letter;
    this.logger.info({ letterId, kind, storyId, attempts, ...outcome }, 'letter');
  }
}
