/** What an auditor looks for. Everything that is left out does not restrict. */
export interface EntryFilter {
  /** A consent action such as `confirmed`, or the kind of anything else. */
  sort?: string;
  topic?: string;
  /** Days in the city's time zone, e.g. `2026-03-02`, both included: when it was written into the ledger. */
  from?: string;
  to?: string;
}

const WORD = /^[a-z0-9-]{1,80}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the query of a URL. What cannot be meant is left out. */
export function readFilter(query: unknown): EntryFilter {
  const { sort, topic, from, to } = (query ?? {}) as Record<string, unknown>;
  return {
    ...(isLike(sort, WORD) && { sort }),
    ...(isLike(topic, WORD) && { topic }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  };
}

/** The query that leads to the same filter. */
export function filterQuery(filter: EntryFilter): string {
  return new URLSearchParams({ ...filter }).toString();
}

function isLike(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

/** 31 February is none, and nothing here is older than the clocks of computers. */
export function isDay(value: unknown): value is string {
  if (!isLike(value, DAY) || value < '1970-01-02') return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
