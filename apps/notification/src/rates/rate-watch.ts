import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER, type Logger } from '#libs/logging';
import { DispatchesService } from '../dispatch/dispatches.service.ts';
import { NotificationSettings } from '../settings.ts';
import { tooMany } from './rate-rule.ts';
import { runningRates } from './rates.query.ts';

/** SEND-6: stops a dispatch of which too much is refused or comes back, so that a person looks before more is sent. */
@Injectable()
export class RateWatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly dispatches: DispatchesService,
    private readonly settings: NotificationSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async look(): Promise<void> {
    const {
      stopAtRefusedPercent: refusedPercent,
      stopAtBouncePercent: bouncePercent,
      stopAtComplaintPerMille: complaintPerMille,
    } = this.settings;
    for (const { dispatchId, ...rates } of await runningRates(this.dataSource.manager)) {
      const reason = tooMany(rates, { refusedPercent, bouncePercent, complaintPerMille });
      if (!reason) continue;
      this.logger.error({ dispatchId, reason, ...rates }, 'too much of a dispatch is refused or comes back');
      await this.dispatches.stop(dispatchId, reason);
    }
  }
}
