import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/messaging';
import { DispatchQuery } from '../dispatch/dispatch.query.ts';
import { NotificationSettings } from '../settings.ts';
import { tooMany } from './rate-limit.ts';
import { bounceRate, dispatchesWithReturns, noteStop } from './return-rates.query.ts';

const EVERY_MILLISECONDS = 10_000;

/** SEND-6: stops a dispatch of which too much comes back, so that a person looks before more is sent. */
@Injectable()
export class RateWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dispatches: DispatchQuery,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'return-rates', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.look(), options);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async look(): Promise<boolean> {
    const { manager } = this.dataSource;
    const { stopAtBouncePercent: bouncePercent, stopAtComplaintPerMille: complaintPerMille } = this.settings;
    for (const dispatchId of await dispatchesWithReturns(manager)) {
      const rates = await bounceRate(manager, dispatchId);
      const reason = tooMany(rates, { bouncePercent, complaintPerMille });
      if (!reason) continue;
      await noteStop(manager, dispatchId, this.clock.now());
      if (await this.dispatches.pause(dispatchId, reason)) {
        this.logger.error({ dispatchId, reason, ...rates }, 'a dispatch stopped itself');
      }
    }
    return false;
  }
}
