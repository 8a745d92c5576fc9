import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { LedgerMismatch } from './self-check.ts';
import { BATCH, SequencerService } from './sequencer.service.ts';

/** Runs the sequencer: at once when events came in, and every second in case nobody said so. */
@Injectable()
export class Sequencing implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  #isStopped = false;

  constructor(
    private readonly sequencer: SequencerService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.round(), { name: 'sequencer', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Call after a commit that put something into the inbox. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Whether the ledger was found to be another than the one that was written. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** @returns whether there is more to do at once. */
  async round(): Promise<boolean> {
    if (this.#isStopped) return false;
    try {
      return (await this.sequencer.appendBatch()) === BATCH;
    } catch (error) {
      if (!(error instanceof LedgerMismatch)) throw error;
      this.halt(error.message);
      return false;
    }
  }

  /** Events go on being taken into the inbox: they wait there until a person has looked and started the service again. */
  halt(reason: string): void {
    this.#isStopped = true;
    this.logger.fatal({ reason }, 'the ledger is not the one that was written: it stops here');
  }
}
