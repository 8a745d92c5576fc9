/** Where many residents have their mailbox, the most used first: of two that are as near, the first is meant. */
const WELL_KNOWN = [
  'gmail.com',
  'hotmail.com',
  'outlook.com',
  'yahoo.com',
  'yahoo.ca',
  'hotmail.ca',
  'icloud.com',
  'live.com',
  'rogers.com',
  'bell.net',
  'sympatico.ca',
  'videotron.ca',
  'cogeco.ca',
  'telus.net',
  'teksavvy.com',
  'eastlink.ca',
  'protonmail.com',
  'proton.me',
];

/** One slip away from the above, and right as they are. */
const NEIGHBOURS = new Set([
  ...WELL_KNOWN,
  'aol.com',
  'email.com',
  'gmx.com',
  'hotmail.fr',
  'live.ca',
  'live.fr',
  'mail.com',
  'outlook.fr',
  'yahoo.fr',
  'ymail.com',
]);

/** Of fewer characters than this, too many domains are a slip away from each other. */
const LONG_ENOUGH_FOR_TWO = 9;

/**
 * The well-known domain that was probably meant, when this one is a slip or two away from it: a letter too many, too few,
 * wrong, or two that changed places. It knows spellings alone, so the answer says nothing about an address (ABUSE-1).
 * @param domain in lower-case A-labels. @returns undefined for what may well be right.
 */
export function likelyDomain(domain: string): string | undefined {
  if (NEIGHBOURS.has(domain)) return undefined;
  const near = WELL_KNOWN.map((known) => ({ known, slips: slipsBetween(domain, known) }));
  const [nearest] = near
    .filter(({ known, slips }) => slips <= (known.length < LONG_ENOUGH_FOR_TWO ? 1 : 2))
    .toSorted((a, b) => a.slips - b.slips);
  return nearest?.known;
}

const MORE_THAN_TWO = 3;

/** Optimal string alignment distance, as far as it matters here. */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) >= MORE_THAN_TWO) return MORE_THAN_TWO;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  let leastOfLast = 0;
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const wrong = (last[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swap = swapped ? (before[j - 2] ?? MORE_THAN_TWO) + 1 : MORE_THAN_TWO;
      const slips = Math.min(wrong, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      row.push(slips);
      if (slips < least) least = slips;
    }
    // What follows is made of the last two rows, and nothing ever becomes less: most domains have nothing in common.
    if (least >= MORE_THAN_TWO && leastOfLast >= MORE_THAN_TWO) return MORE_THAN_TWO;
    before = last;
    last = row;
    leastOfLast = least;
  }
  return last[other.length] ?? MORE_THAN_TWO;
}
