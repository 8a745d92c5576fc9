import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { countOverdue, noteEffective } from './withdrawals.query.ts';

/** Notes when withdrawals became effective, and says so in the log when one is past its day (LEAVE-4). */
@Injectable()
export class WithdrawalWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly calendar: BusinessCalendar,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.look(), { name: 'withdrawals', everyMilliseconds: 2000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async look(): Promise<boolean> {
    const now = this.clock.now();
    await noteEffective(this.dataSource.manager, now);
    const overdue = await countOverdue(this.dataSource.manager, this.calendar.today(now));
    if (overdue > 0) this.logger.error({ overdue }, 'withdrawals are past their legal deadline');
    return false;
  }
}
