import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { NotificationSettings } from '../settings.ts';
import { countOverdue, forgetPlaced } from './items.query.ts';

const EVERY_MILLISECONDS = 600_000;
const DAY = 86_400_000;

/** Forgets what was placed long enough ago, and says in the log when a message is past its day. */
@Injectable()
export class ItemWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly calendar: BusinessCalendar,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.look(), {
      name: 'mailbox-items',
      everyMilliseconds: EVERY_MILLISECONDS,
      logger,
    });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async look(): Promise<boolean> {
    const { manager } = this.dataSource;
    const now = this.clock.now();
    const placedBefore = new Date(now.getTime() - this.settings.mailboxKeepDays * DAY);
    await forgetPlaced(manager, { placedBefore, now });
    const overdue = await countOverdue(manager, this.calendar.today(now));
    if (overdue > 0) this.logger.error({ overdue }, 'messages from residents are past their legal deadline');
    return false;
  }
}
