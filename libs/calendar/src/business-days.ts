/** A day of the calendar, e.g. `2026-01-19`. Days have no hours, so no clock change can shift them. */
export type Day = string;

const QUARTER_OF_AN_HOUR = 900_000;
const DAY = 86_400_000;

/** The day that it is at this moment in that time zone. */
export function dayIn(timeZone: string, moment: Date): Day {
  const parts = calendarOf(timeZone).formatToParts(moment);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

// Making one takes a hundred times as long as asking it.
const calendars = new Map<string, Intl.DateTimeFormat>();

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const known = calendars.get(timeZone);
  if (known) return known;
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-CA', options);
  calendars.set(timeZone, made);
  return made;
}

/** The `count`th business day after a day: neither Saturday nor Sunday nor one of the holidays. */
export function addBusinessDays(start: Day, count: number, holidays: ReadonlySet<Day>): Day {
  let day = start;
  for (let left = count; left > 0; ) {
    day = nextDay(day);
    if (!isWeekend(day) && !holidays.has(day)) left -= 1;
  }
  return day;
}

function nextDay(day: Day): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function isWeekend(day: Day): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

/**
 * The moment at which a day begins in a time zone. Clocks may change at that very moment, so it is looked for rather than
 * computed: no zone of the world is off by anything but quarters of an hour.
 */
export function beginningOf(day: Day, timeZone: string): Date {
  const noon = Date.parse(`${day}T12:00:00Z`);
  for (let at = noon - 1.5 * DAY; at < noon + DAY; at += QUARTER_OF_AN_HOUR) {
    if (dayIn(timeZone, new Date(at)) >= day) return new Date(at);
  }
  throw new Error(`there is no ${day} in ${timeZone}`);
}
