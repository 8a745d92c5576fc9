import { Inject, Injectable } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { areStopped } from '../digest-control/digest-acts.query.ts';
import { NotificationSettings } from '../settings.ts';
import { beginRun, finishRuns, lastRuns } from './digest-run.query.ts';
import { dueRun } from './digest-times.ts';

/** The beginning and the end of each day's run. */
@Injectable()
export class DigestRuns {
  constructor(
    private readonly corridor: Corridor,
    private readonly calendar: BusinessCalendar,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Once its hour has come, and never while staff stopped digests: a day that was not begun is made up for by the next run. */
  async begin(): Promise<void> {
    const { digestHour: hour, digestWeekday: weekday, missedAfterMinutes } = this.settings;
    const now = this.clock.now();
    const city = { today: this.calendar.today(now), minute: this.calendar.minute(now) };
    await this.corridor.act(async ({ manager }) => {
      if (await areStopped(manager)) return;
      const run = dueRun(city, { hour, weekday, missedAfterMinutes }, await lastRuns(manager));
      if (run) await beginRun(manager, { ...run, now });
    });
  }

  /** Once every digest of it is decided. */
  async finish(): Promise<void> {
    const finished = await this.corridor.act(({ manager }) => finishRuns(manager, this.clock.now()));
    for (const run of finished) this.logger.info(run, 'the digests of a day are accounted for');
  }
}
