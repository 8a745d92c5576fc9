import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { ConsultationPublishedV1 } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { Rounds } from '#libs/rounds';
import { takeUntold } from './untold.query.ts';

const MINUTE = 60_000;

/**
 * Tells *subscription* of consultations that were taken over. The command that takes them over has no queue; it leaves a mark in
 * the same transaction, which is looked for at the start and every minute.
 */
@Injectable()
export class ConsultationTeller implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#round(), { name: 'tell', everyMilliseconds: MINUTE, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async tell(): Promise<void> {
    const now = this.clock.now();
    await this.corridor.act(async ({ manager, post }) => {
      for (const { slug, topics, opensOn, closesOn, facts } of await takeUntold(manager, now)) {
        post(
          Object.assign(new ConsultationPublishedV1(), {
            consultation: slug,
            topics,
            titles: facts.title,
            summaries: facts.summary,
            opensOn,
            closesOn,
            publishedAt: now.toISOString(),
          }),
        );
      }
    });
  }

  async #round(): Promise<boolean> {
    await this.tell();
    return false;
  }
}
