import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { MailsCountedV1 } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { Rounds } from '#libs/rounds';
import { monthFigures, noteTold } from './month-figures.query.ts';

const EVERY_MILLISECONDS = 300_000;

/** Tells the residents' site, month by month, how many mails went out and how many complained. */
@Injectable()
export class FiguresService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    const options = { name: 'figures', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.tell(), options);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** This month and the one before, which may have ended a moment ago. What did not change is not told again. */
  async tell(): Promise<boolean> {
    const month = this.calendar.today(this.clock.now()).slice(0, 7);
    await this.#tellMonth(moved(month, -1));
    await this.#tellMonth(month);
    return false;
  }

  async #tellMonth(month: string): Promise<void> {
    const [from, until] = [month, moved(month, 1)].map((each) => this.calendar.beginningOf(`${each}-01`));
    if (!from || !until) return;
    await this.corridor.act(async ({ manager, post }) => {
      const figures = await monthFigures(manager, from, until);
      if (!(await noteTold(manager, month, figures))) return;
      const countedAt = this.clock.now().toISOString();
      post(Object.assign(new MailsCountedV1(), { month, countedAt, ...figures }));
    });
  }
}

/** @param month e.g. `2026-01`. */
function moved(month: string, by: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
