import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { AccessMaker } from './access-maker.ts';
import { completeRequests, dropExpired, retryLater } from './access-requests.query.ts';

const AT_ONCE = 50;
const RETRY_MILLISECONDS = 60_000;
/** A service that was away for so long has lost its messages: the resident asks again. */
const STUCK_MILLISECONDS = 30 * 86_400_000;

/** Makes answers when all that they need is there, and deletes them when their time is over. */
@Injectable()
export class AccessMaking implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly maker: AccessMaker,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.round(), { name: 'access', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  wake(): void {
    this.#rounds.wake();
  }

  /** One that cannot be made holds up no other. @returns false: what is left waits for something that is not there yet. */
  async round(): Promise<boolean> {
    const { manager } = this.dataSource;
    const now = this.clock.now();
    await dropExpired(manager, { now, stuckBefore: new Date(now.getTime() - STUCK_MILLISECONDS) });
    for (const { id, storyId } of await completeRequests(manager, { now, limit: AT_ONCE })) {
      try {
        if (await this.maker.make(id, storyId))
          this.logger.info({ access: id, storyId }, 'an answer is ready');
      } catch (err) {
        await retryLater(manager, id, new Date(now.getTime() + RETRY_MILLISECONDS));
        this.logger.error({ err, access: id, storyId }, 'an answer could not be made and is tried again');
      }
    }
    return false;
  }
}
