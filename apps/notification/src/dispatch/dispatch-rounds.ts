import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { RateWatch } from '../rates/rate-watch.ts';
import { BatchPost } from './batch-post.ts';
import { DispatchesService } from './dispatches.service.ts';
import { Planner } from './planner.ts';

/** Looks every second for dispatches that were missed, are through, or have to begin. */
@Injectable()
export class DispatchRounds implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly planner: Planner,
    private readonly dispatches: DispatchesService,
    private readonly rates: RateWatch,
    private readonly batches: BatchPost,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#look(), { name: 'dispatches', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Call after a commit that made something due: a release, a resume. */
  wake(): void {
    this.#rounds.wake();
    this.batches.wake();
  }

  async #look(): Promise<boolean> {
    await this.dispatches.noticeMissed();
    await this.rates.look();
    await this.dispatches.finishReady();
    const made = await this.planner.plan();
    if (made > 0) this.batches.wake();
    // One with nobody in its audience is through already.
    return made > 0;
  }
}
