export interface Dates {
  /** e.g. “Monday, December 9, 2019”, “dimanche 1er mars 2026”. */
  day: (when: Date | string) => string;
  /** e.g. “6:30 p.m.”, “8 h”. */
  time: (when: Date | string) => string;
  /** e.g. “December 9, 2019 at 6:30 p.m.”. */
  moment: (when: Date | string) => string;
}

/** A day without a time, as forms and seeds write it. */
const DAY_ALONE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Writes dates for readers of one locale, in the city's time zone. Takes a Date or an ISO 8601 string. A day alone is that day
 * everywhere: read as midnight in UTC, it would be the day before in Toronto.
 */
export function dates(locale: string, timeZone: string): Dates {
  const long: Intl.DateTimeFormatOptions = {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  };
  const isFrench = new Intl.Locale(locale).language === 'fr';
  const written = (format: Intl.DateTimeFormat, when: Date | string) =>
    isFrench ? writtenInFrench(format, new Date(when)) : format.format(new Date(when));
  const day = new Intl.DateTimeFormat(locale, { ...long, timeZone });
  const dayAlone = new Intl.DateTimeFormat(locale, { ...long, timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  return {
    day: (when) => written(isDayAlone(when) ? dayAlone : day, when),
    time: (when) => written(time, when),
    moment: (when) => written(moment, when),
  };
}

/**
 * French counts the first of a month and no other day: “le 1er mars”; and its hours are “8 h” and “8 h 05”, without zeros that say
 * nothing, and in one piece. ICU writes “1 mars” and “08 h 00”.
 */
function writtenInFrench(format: Intl.DateTimeFormat, when: Date): string {
  const parts = format.formatToParts(when).map(({ type, value }) => {
    if (type === 'day' && value === '1') return '1er';
    if (type === 'hour') return String(Number(value));
    if (type === 'minute' && value === '00') return '';
    return value === ' h ' ? '\u00a0h\u00a0' : value;
  });
  return parts.join('').trimEnd();
}

function isDayAlone(when: Date | string): boolean {
  return typeof when === 'string' && DAY_ALONE.test(when);
}
