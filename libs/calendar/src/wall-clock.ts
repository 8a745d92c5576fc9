import type { Day } from './business-days.ts';

const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof weekdayNames)[number];

/** In the order of a week that begins on Monday (ISO 8601). */
export const weekdays: readonly Weekday[] = [...weekdayNames.slice(1), 'sunday'];

export function weekdayOf(day: Day): Weekday {
  return weekdayNames[new Date(`${day}T00:00:00Z`).getUTCDay()] as Weekday;
}

/** Minutes since midnight that a clock on the wall shows there; on the day of a clock change too. */
export function minuteIn(timeZone: string, moment: Date): number {
  const parts = clockOf(timeZone).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return part('hour') * 60 + part('minute');
}

// Making one takes a hundred times as long as asking it.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', options);
  clocks.set(timeZone, clock);
  return clock;
}
