/** The kinds of test, in the order in which they run. */
export const CHECKS = ['lint', 'types', 'imports'] as const;
export const JEST_KINDS = ['unit', 'service', 'flow', 'page'] as const;

export type Check = (typeof CHECKS)[number];
export type JestKind = (typeof JEST_KINDS)[number];

export interface Selection {
  checks: Check[];
  kinds: JestKind[];
  /** Handed to Jest: parts of paths, and its own flags. */
  rest: string[];
}

/** Reads `npm test -- service libs/messaging`: kinds first, then what Jest shall look for. Nothing chosen means all. */
export function readSelection(words: string[]): Selection {
  const checks = CHECKS.filter((check) => words.includes(check));
  const kinds = JEST_KINDS.filter((kind) => words.includes(kind));
  const rest = words.filter((word) => !(CHECKS as readonly string[]).concat(JEST_KINDS).includes(word));
  if (checks.length > 0 || kinds.length > 0) return { checks, kinds, rest };
  return { checks: rest.length > 0 ? [] : [...CHECKS], kinds: [...JEST_KINDS], rest };
}

export const HOW_TO_CHOOSE = `One kind alone:  npm test -- ${[...CHECKS, ...JEST_KINDS].join(' | ')}
  One place:       npm test -- service libs/messaging
  One test:        npm test -- unit -t "LEAVE-3"`;
