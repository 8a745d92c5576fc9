import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'retention.json';

/** How long what is kept, by class of record. */
export interface RetentionRules {
  /** What was asked and never confirmed, or declined: days since it happened. */
  unconfirmed: { days: number };
  /** Consent that is over: so long after all that a resident followed ended. CASL s.23: three years, and a margin for service. */
  ended: { years: number; days: number };
}

export type RetentionClass = keyof RetentionRules;
export const classes: RetentionClass[] = ['unconfirmed', 'ended'];

const DEFAULTS: RetentionRules = { unconfirmed: { days: 30 }, ended: { years: 3, days: 90 } };

/** Less would delete what the city may have to prove, or requests that can still be confirmed. */
const LEAST: RetentionRules = { unconfirmed: { days: 8 }, ended: { years: 3, days: 0 } };

/**
 * The rules in `retention.json` of the city's folder; a class that it does not name has the default.
 * @throws Error that names what cannot be.
 */
export function readRetentionRules(cityFolder: string): RetentionRules {
  const path = join(cityFolder, FILE);
  if (!existsSync(path)) return DEFAULTS;
  const given = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (name !== 'about' && !(name in DEFAULTS)) throw new Error(`${path}: ${name} is no class of records`);
  }
  return {
    unconfirmed: { days: atLeast(given, 'unconfirmed', 'days', path) },
    ended: {
      years: atLeast(given, 'ended', 'years', path),
      days: atLeast(given, 'ended', 'days', path),
    },
  };
}

function atLeast(given: Record<string, unknown>, name: RetentionClass, unit: string, path: string): number {
  const value =
    (given[name] as Record<string, unknown> | undefined)?.[unit] ?? Reflect.get(DEFAULTS[name], unit);
  const least = Reflect.get(LEAST[name], unit) as number;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new Error(`${path}: ${name}.${unit} should be a whole number, at least ${least}`);
}

/** What happened before this moment is old enough. A term that ends on no day of the calendar ends on the day after. */
export function cutoffOf(rules: RetentionRules, name: RetentionClass, now: Date): Date {
  const { years = 0, days } = { years: 0, ...rules[name] };
  const cutoff = new Date(now);
  cutoff.setUTCDate(cutoff.getUTCDate() - days);
  const day = cutoff.getUTCDate();
  cutoff.setUTCFullYear(cutoff.getUTCFullYear() - years);
  // 29 February minus three years would be 1 March: a day too much would go.
  if (cutoff.getUTCDate() !== day) cutoff.setUTCDate(0);
  return cutoff;
}
