import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import type { LetterPost } from '../letters/letter-post.ts';
import { DigestLanes } from './digest-lanes.ts';
import { DigestPlanner } from './digest-planner.ts';
import { DIGEST_POST } from './digest-post.ts';
import { DigestRuns } from './digest-runs.ts';

/** Looks every few seconds whether the day's digests are to be written, go on, or are through. */
@Injectable()
export class DigestRounds implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly runs: DigestRuns,
    private readonly planner: DigestPlanner,
    private readonly lanes: DigestLanes,
    @Inject(DIGEST_POST) private readonly post: LetterPost,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.look(), { name: 'digests', everyMilliseconds: 5000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
    await this.lanes.close();
  }

  wake(): void {
    this.#rounds.wake();
  }

  /** @returns whether there is more to plan at once. */
  async look(): Promise<boolean> {
    await this.runs.begin();
    const planned = await this.planner.plan();
    if (planned) this.post.wake();
    await this.runs.finish();
    await this.lanes.closeIdle();
    return planned !== undefined;
  }
}
