/**
 * A document for auditors, in the words of one language. Page and PDF both draw all of it and nothing else, so that neither can
 * say what the other does not.
 */
export interface Paper {
  title: string;
  /** Below the title; may be empty. */
  lead: string;
  parts: PaperPart[];
}

export type PaperPart =
  | { kind: 'heading'; level: 2 | 3; text: string }
  | { kind: 'text'; text: string; isStrong?: boolean; link?: PaperLink }
  | { kind: 'facts'; about: string; facts: PaperFact[] }
  | { kind: 'words'; words: PaperWords };

/** One name with its value. */
export interface PaperFact {
  name: string;
  value: string;
  /** Where the page leads from it: a path of ours. Paper leads nowhere. */
  href?: string;
}

export interface PaperLink {
  text: string;
  href: string;
}

/** Words as they were shown to somebody, in their own language. */
export interface PaperWords {
  /** Undefined when only the hash is known. */
  language: string | undefined;
  lines: string[];
  /** Says what `lines` are the hash of. */
  hash: string;
}

export const heading = (text: string, level: 2 | 3 = 2): PaperPart => ({ kind: 'heading', level, text });

export const text = (words: string, link?: PaperLink): PaperPart => ({
  kind: 'text',
  text: words,
  ...(link && { link }),
});

export const strong = (words: string, link?: PaperLink): PaperPart => ({
  kind: 'text',
  text: words,
  isStrong: true,
  ...(link && { link }),
});

/** Leaves out what is not known. */
export function facts(about: string, all: (PaperFact | undefined)[]): PaperPart {
  return { kind: 'facts', about, facts: all.filter((each) => each !== undefined) };
}

/** @returns undefined for what is not known: an empty cell would look like a fact. */
export function fact(name: string, value: unknown, href?: string): PaperFact | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return { name, value: String(value), ...(href !== undefined && { href }) };
}
