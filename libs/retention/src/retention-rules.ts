import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'retention.json';

/** What a record says of a person and may have to go before the record does. */
const details = ['address', 'client_address', 'user_agent'] as const;
export type DetailClass = (typeof details)[number];

/** How long what is kept: by class of record, and by kind of detail. */
export interface RetentionRules {
  /** What was asked and never confirmed, or declined: days since it happened. */
  unconfirmed: { days: number };
  /** Consent that is over: so long after all that a resident followed ended. CASL s.23: three years, and a margin for service. */
  ended: { years: number; days: number };
  /** Where such a resident was reached. A city that keeps ended consent for longer does not have to keep the name with it. */
  address: { years: number; days: number };
  /** Days since it was written into the ledger; the same of the user agent. */
  client_address: { days: number };
  user_agent: { days: number };
}

export type RetentionClass = keyof RetentionRules;
/** Records go first: their details go with them. */
export const classes: RetentionClass[] = ['unconfirmed', 'ended', ...details];

/**
 * Client address and user agent show that a request was no machine's; the confirmation proves the rest without them. MFIPPA has
 * what was used kept for a year, unless a by-law says less (R.R.O. 1990, Reg. 823, s.5), and nothing asks for more.
 */
const DEFAULTS: RetentionRules = {
  unconfirmed: { days: 30 },
  ended: { years: 3, days: 90 },
  address: { years: 3, days: 90 },
  client_address: { days: 366 },
  user_agent: { days: 366 },
};

/** Less would delete what the city may have to prove, or what belongs to requests that can still be confirmed. */
const LEAST: RetentionRules = {
  unconfirmed: { days: 8 },
  ended: { years: 3, days: 0 },
  address: { years: 3, days: 0 },
  client_address: { days: 8 },
  user_agent: { days: 8 },
};

export function isDetail(name: RetentionClass): name is DetailClass {
  return (details as readonly string[]).includes(name);
}

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
  const read = classes.map((name) => [
    name,
    Object.fromEntries(
      Object.keys(DEFAULTS[name]).map((unit) => [unit, atLeast(given, { name, unit, path })]),
    ),
  ]);
  return Object.fromEntries(read) as RetentionRules;
}

function atLeast(
  given: Record<string, unknown>,
  { name, unit, path }: { name: RetentionClass; unit: string; path: string },
): number {
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
