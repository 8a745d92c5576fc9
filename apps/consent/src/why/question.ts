import type { FormProblem } from '#libs/site';
import { isDay } from '../search/entry-filter.ts';

/** What an auditor typed: an address, and a day and a time in the city. */
export interface Question {
  address: string;
  day: string;
  time: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** @returns what was typed, whatever it was, and what is wrong with day and time. */
export function readQuestion(body: unknown): { typed: Question; problems: FormProblem[] } {
  const { address, day, time } = (body ?? {}) as Record<string, unknown>;
  const typed = { address: text(address), day: text(day), time: text(time) };
  const problems: FormProblem[] = [];
  if (!isDay(typed.day)) problems.push({ field: 'day', message: 'why.day-unsound' });
  if (!TIME.test(typed.time)) problems.push({ field: 'time', message: 'why.time-unsound' });
  return { typed, problems };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
