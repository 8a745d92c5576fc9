import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addBusinessDays, beginningOf, type Day, dayIn } from './business-days.ts';
import { minuteIn } from './wall-clock.ts';

/** CASL s.11(3): without delay, and no later than 10 business days after it was said. */
const BUSINESS_DAYS = 10;
const FILE = 'holidays.json';

/** The business days of a city: its time zone, and the holidays in `holidays.json` of its folder. */
export class BusinessCalendar {
  constructor(
    private readonly timeZone: string,
    private readonly holidays: ReadonlySet<Day>,
  ) {}

  static read(cityFolder: string, timeZone: string): BusinessCalendar {
    const path = join(cityFolder, FILE);
    const { holidays } = JSON.parse(readFileSync(path, 'utf8')) as { holidays?: unknown };
    return new BusinessCalendar(timeZone, new Set(readDays(holidays, path)));
  }

  /**
   * The last day on which a withdrawal may take effect. After the last year of the file there are only weekends: the
   * deadline then comes too early, never too late.
   */
  deadlineFor(withdrewAt: Date): Day {
    return addBusinessDays(dayIn(this.timeZone, withdrewAt), BUSINESS_DAYS, this.holidays);
  }

  /** The moment at which this day begins in the city. */
  beginningOf(day: Day): Date {
    return beginningOf(day, this.timeZone);
  }

  today(now: Date): Day {
    return dayIn(this.timeZone, now);
  }

  /** Minutes since midnight that clocks on the wall show in the city. */
  minute(now: Date): number {
    return minuteIn(this.timeZone, now);
  }
}

function readDays(holidays: unknown, path: string): Day[] {
  if (!Array.isArray(holidays)) throw new Error(`${path}: "holidays" should be a list`);
  return holidays.map((holiday, position) => {
    const { date } = (holiday ?? {}) as { date?: unknown };
    if (typeof date !== 'string' || !isDay(date)) {
      throw new Error(`${path}: holidays.${position}.date should be a day such as 2026-01-01`);
    }
    return date;
  });
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
