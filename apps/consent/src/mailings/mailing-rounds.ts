import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { Sequencing } from '../ledger/sequencing.ts';
import { MailingsService } from './mailings.service.ts';

const EVERY_MILLISECONDS = 5000;

/** Looks whether a new day has begun in the city. */
@Injectable()
export class MailingRounds implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly mailings: MailingsService,
    private readonly sequencing: Sequencing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'mailings', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.round(), options);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Of a ledger that stopped itself nothing goes out: that no mail comes tells its holders to ask. */
  async round(): Promise<boolean> {
    if (this.sequencing.isStopped) return false;
    if (await this.mailings.mail()) this.logger.info('the checkpoint of the day went out to its holders');
    return false;
  }
}
