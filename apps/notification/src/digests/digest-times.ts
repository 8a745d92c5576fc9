import { type Day, type Weekday, weekdayOf, weekdays } from '#libs/calendar';

export interface DigestTimes {
  /** Of the clock on the wall in the city. */
  hour: number;
  weekday: Weekday;
  /** SEND-7: so late after its hour no run begins any more. */
  missedAfterMinutes: number;
}

/** What is in the city at this moment. */
export interface CityTime {
  today: Day;
  /** Since midnight. */
  minute: number;
}

/** The days of the last run, and of the last one with weekly digests. */
export interface LastRuns {
  any: Day | undefined;
  weekly: Day | undefined;
}

/**
 * The run that is to begin now: one a day, at its hour or soon after it. Whatever a missed one would have told comes in the next:
 * nothing is made up for at a strange hour. A weekly one that was missed goes with the next run, and not a week later.
 */
export function dueRun(
  { today, minute }: CityTime,
  { hour, weekday, missedAfterMinutes }: DigestTimes,
  last: LastRuns,
): { day: Day; isWeekly: boolean } | undefined {
  const late = minute - hour * 60;
  if (late < 0 || late > missedAfterMinutes) return undefined;
  if (last.any !== undefined && last.any >= today) return undefined;
  const weeklyDay = lastOrToday(weekday, today);
  const isWeekly = last.weekly === undefined ? weeklyDay === today : last.weekly < weeklyDay;
  return { day: today, isWeekly };
}

/** The day on which this weekday was last, today included. */
function lastOrToday(weekday: Weekday, today: Day): Day {
  const back = (weekdays.indexOf(weekdayOf(today)) - weekdays.indexOf(weekday) + 7) % 7;
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - back);
  return date.toISOString().slice(0, 10);
}
