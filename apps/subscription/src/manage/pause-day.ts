/** A day as a form's three fields hold it, whatever was typed. */
export interface TypedDay {
  day: string;
  month: string;
  year: string;
}

export type PauseFault = 'no-day' | 'past' | 'too-far';

const LONGEST_DAYS = 366;
const DAY = 86_400_000;

/**
 * Reads the first day on which to write again.
 * @param today in the city's calendar, e.g. `2026-03-02`.
 * @returns null when all fields are empty: no pause.
 */
export function readPauseDay(typed: TypedDay, today: string): { day: string | null } | { fault: PauseFault } {
  const [day, month, year] = [typed.day, typed.month, typed.year].map((part) => part.trim());
  if (!day && !month && !year) return { day: null };
  if (!/^\d{1,2}$/.test(day ?? '') || !/^\d{1,2}$/.test(month ?? '') || !/^\d{4}$/.test(year ?? '')) {
    return { fault: 'no-day' };
  }
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // The 31st of June would be the 1st of July.
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1)
    return { fault: 'no-day' };
  const days = (date.getTime() - Date.parse(today)) / DAY;
  if (days <= 0) return { fault: 'past' };
  return days > LONGEST_DAYS ? { fault: 'too-far' } : { day: date.toISOString().slice(0, 10) };
}

/** The three fields for a day; empty without one. */
export function typedDay(day: string | null): TypedDay {
  if (day === null) return { day: '', month: '', year: '' };
  const [year = '', month = '', date = ''] = day.split('-');
  return { day: String(Number(date)), month: String(Number(month)), year };
}

/** The day in the city's calendar, e.g. `2026-03-02`. */
export function dayIn(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(now);
}
