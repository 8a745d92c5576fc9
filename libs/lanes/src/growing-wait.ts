export interface Waits {
  firstMilliseconds: number;
  longestMilliseconds: number;
}

/**
 * The wait after the nth trouble in a row, n from 1: doubled each time up to the longest, and shortened at random by up to half,
 * so that processes that met the same trouble do not come back together.
 * @param random gives numbers from 0 to 1, without 1.
 */
export function growingWait(
  nth: number,
  { firstMilliseconds, longestMilliseconds }: Waits,
  random: () => number,
): number {
  const whole = Math.min(firstMilliseconds * 2 ** Math.min(nth - 1, 30), longestMilliseconds);
  return whole * (1 - random() / 2);
}
