/** What a clock on the wall shows. `month` counts from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * The moment at which clocks in this time zone show this time. In autumn, when an hour comes twice, the first one.
 * @returns undefined for a time that no clock there shows: 30 February, or the hour that is left out in spring.
 */
export function momentOf(wall: WallTime, timeZone: string): Date | undefined {
  const inUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const offsets = [-DAY_MILLISECONDS, DAY_MILLISECONDS].map((days) => offsetAt(inUtc + days, timeZone));
  return offsets
    .map((offset) => new Date(inUtc - offset))
    .sort((one, other) => one.getTime() - other.getTime())
    .find((moment) => isSame(wallTimeOf(moment, timeZone), wall));
}

export function wallTimeOf(moment: Date, timeZone: string): WallTime {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(
    format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

function offsetAt(milliseconds: number, timeZone: string): number {
  const { year, month, day, hour, minute } = wallTimeOf(new Date(milliseconds), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) - milliseconds;
}

function isSame(one: WallTime, other: WallTime): boolean {
  const names = ['year', 'month', 'day', 'hour', 'minute'] as const;
  return names.every((name) => one[name] === other[name]);
}
