const FEWEST_SHOWN = 10;

/**
 * How many follow a topic, as anybody may read it: of so few that somebody could be guessed nothing is said, and the others are
 * rounded down to two digits, so that nobody sees a single one come or go.
 */
export function roundedFollowers(count: number): number | undefined {
  if (count < FEWEST_SHOWN) return undefined;
  const unit = Math.max(10, 10 ** (String(count).length - 2));
  return Math.floor(count / unit) * unit;
}
