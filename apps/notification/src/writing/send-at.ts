import type { FormProblem } from '#libs/site';
import { momentOf, wallTimeOf } from './wall-time.ts';

const TIME = /^(\d{1,2})(?:\s*[:hH.]\s*(\d{2})?)?\s*(a\.?m\.?|p\.?m\.?)?$/i;

type Fields = Record<string, string>;

/** Reads the choice between "as soon as it is released" (null) and a day and time in the city. */
export function readSendAt(
  given: Fields,
  timeZone: string,
): { sendAt: Date | null; problems: FormProblem[] } {
  if (given.send === 'now') return { sendAt: null, problems: [] };
  if (given.send !== 'at') return wrong('send', 'staff.form.send.missing');
  const [day, month, year] = ['day', 'month', 'year'].map((part) => wholeNumber(given[`send-${part}`]));
  if (!day || !month || !year) return wrong('send-day', 'staff.form.send.day-missing');
  const time = readTime(given['send-time'] ?? '');
  if (!time) return wrong('send-time', 'staff.form.send.time-wrong');
  const sendAt = momentOf({ day, month, year, ...time }, timeZone);
  return sendAt ? { sendAt, problems: [] } : wrong('send-day', 'staff.form.send.never');
}

/** The fields for a choice that was made, as `readSendAt` reads them. */
export function sendAtFields(sendAt: Date | null, timeZone: string): Fields {
  if (!sendAt) return { send: 'now' };
  const { day, month, year, hour, minute } = wallTimeOf(sendAt, timeZone);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    send: 'at',
    'send-day': String(day),
    'send-month': String(month),
    'send-year': String(year),
    'send-time': `${two(hour)}:${two(minute)}`,
  };
}

/** Takes `14:30`, `14 h 30`, `2:30 p.m.` and `9`: whatever people of the city write. */
function readTime(text: string): { hour: number; minute: number } | undefined {
  const [, hours, minutes = '0', half] = TIME.exec(text.trim()) ?? [];
  if (!hours) return undefined;
  const minute = Number(minutes);
  let hour = Number(hours);
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half) hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

function wholeNumber(text = ''): number | undefined {
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined;
}

function wrong(field: string, message: string): { sendAt: null; problems: FormProblem[] } {
  return { sendAt: null, problems: [{ field, message }] };
}
