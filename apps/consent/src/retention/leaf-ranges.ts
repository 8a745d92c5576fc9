/** From the first to the last index, both with it. */
export type LeafRange = readonly [first: number, last: number];

/** The same indexes as runs without a gap: what a rule deletes on one day mostly stands side by side. @param leaves ascending. */
export function leafRanges(leaves: readonly number[]): LeafRange[] {
  const ranges: [number, number][] = [];
  for (const leaf of leaves) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === leaf) last[1] = leaf;
    else ranges.push([leaf, leaf]);
  }
  return ranges;
}

/** As PostgreSQL reads an `int8multirange`. */
export function multirange(ranges: readonly LeafRange[]): string {
  return `{${ranges.map(([first, last]) => `[${first},${last}]`).join(',')}}`;
}
