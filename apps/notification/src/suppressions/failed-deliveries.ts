import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { weighReason } from '#libs/returns';
import { Rounds } from '#libs/rounds';
import { failedAfter, noteCounted, uncountedDispatch } from './failed-deliveries.query.ts';
import { SuppressionsService } from './suppressions.service.ts';

const EVERY_MILLISECONDS = 30_000;
const PAGE = 100;

/** SEND-4: what was refused on the wire counts against the address as a bounce does, once its dispatch is through. */
@Injectable()
export class FailedDeliveries implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly suppressions: SuppressionsService,
    private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    const options = { name: 'failed-deliveries', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.count(), options);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** One page of one dispatch, and how far it came, in one transaction. @returns whether there is more. */
  async count(): Promise<boolean> {
    return this.corridor.act(async ({ manager }) => {
      const dispatch = await uncountedDispatch(manager);
      if (!dispatch) return false;
      const failed = await failedAfter(manager, dispatch, PAGE);
      for (const { residentId, reason, decidedAt } of failed) {
        const bounce = { mailId: dispatch.id, residentId, reason, bouncedAt: decidedAt };
        await this.suppressions.count(manager, { ...bounce, weight: weighReason(reason) });
      }
      const last = failed.length < PAGE ? undefined : failed.at(-1)?.residentId;
      await noteCounted(manager, { id: dispatch.id, last, now: this.clock.now() });
      return true;
    });
  }
}
