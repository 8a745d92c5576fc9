import type { Day } from '#libs/calendar';
import type { ImportBasis } from '../ledger/consent-payload.ts';

/** CASL s.10(10): two years after a purchase or a contract, six months after an inquiry. */
const MONTHS = { 'implied-by-purchase': 24, 'implied-by-inquiry': 6 } as const;

/**
 * The first day on which implied consent is over. Where the month has no such day, its last one: consent of 29 February ends
 * on 28 February two years later, a day early rather than a day late.
 * @returns undefined for express consent, which lasts until it is withdrawn.
 */
export function endOfTerm(obtainedOn: Day, basis: ImportBasis): Day | undefined {
  if (basis === 'express') return undefined;
  const [year = 0, month = 0, day = 0] = obtainedOn.split('-').map(Number);
  const months = month - 1 + MONTHS[basis];
  const length = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, months, Math.min(day, length))).toISOString().slice(0, 10);
}
