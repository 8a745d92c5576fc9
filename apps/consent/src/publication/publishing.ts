import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { Sequencing } from '../ledger/sequencing.ts';
import { SignerRefusal } from '../signing/signer-refusal.ts';
import { PublicationService } from './publication.service.ts';

/** A checkpoint a second is enough for everybody, and a batch of the sequencer may take a tenth of that. */
const EVERY_MILLISECONDS = 1000;

/** Publishes a checkpoint whenever the ledger has grown. */
@Injectable()
export class Publishing implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly publication: PublicationService,
    private readonly sequencing: Sequencing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'publication', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.round(), options);
  }

  /** Before anything is taken or appended: a service on a restored backup does not start. */
  async onModuleInit(): Promise<void> {
    try {
      await this.publication.check();
    } catch (error) {
      if (!(error instanceof SignerRefusal)) throw error;
      throw new Error(`The ledger cannot go on: ${error.message}.\n${ADVICE}`, { cause: error });
    }
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns false: there is never more than one checkpoint to sign. */
  async round(): Promise<boolean> {
    if (this.sequencing.isStopped) return false;
    try {
      const published = await this.publication.publish();
      if (published) this.logger.debug({ size: published.size }, 'checkpoint published');
    } catch (error) {
      if (!(error instanceof SignerRefusal)) throw error;
      this.sequencing.halt(error.message);
    }
    return false;
  }
}

const ADVICE =
  'Nothing was changed. Restore the newest backup with its write-ahead log; apps/consent/README.md says more under "After a restore".';
