const PLAIN = /^[\w.:-]*$/;
/** What PostgreSQL reads as something else when it stands without quotes. */
const AMBIGUOUS = ['', 'null', 'NULL'];

/**
 * A parameter for `unnest($1::uuid[])` and the like, as PostgreSQL writes an array whose items need no quotes: numbers, UUIDs, truth
 * values and words of ours. `pg` looks through each item for what it would have to quote, and for a few thousand rows of a dozen columns
 * that is more than all else that is done for a statement.
 * @param items null is NULL; no free text: what somebody typed goes to `pg` as an array.
 * @throws Error when an item would need quotes.
 */
export function plainArray(items: readonly (string | number | boolean | null)[]): string {
  if (!PLAIN.test(items.join('')) || AMBIGUOUS.some((word) => items.includes(word))) {
    throw new Error('an item of an array needs quotes');
  }
  return `{${items.map((item) => item ?? 'NULL').join()}}`;
}
