/** What a request says about the language its reader wants. */
export interface LanguageWish {
  /** The `lang` parameter of the query, of whatever type it arrived. */
  query?: unknown;
  /** The Accept-Language header. [RFC 9110 s.12.5.4] */
  acceptLanguage?: string | undefined;
}

/** Browsers send well under this; anything beyond it is not a reader's wish. */
const LONGEST_HEADER = 500;

/**
 * The language of the answer, one of `available`: the query's if it names one of them, else the best match of
 * Accept-Language (`fr-CA` matches `fr`), else the first available.
 */
export function chooseLanguage(wish: LanguageWish, available: readonly string[]): string {
  const [first = 'en'] = available;
  const asked = available.find((code) => code === wish.query);
  if (asked) return asked;
  for (const range of rangesByWeight(wish.acceptLanguage ?? '')) {
    const match = range === '*' ? first : available.find((code) => matches(range, code.toLowerCase()));
    if (match) return match;
  }
  return first;
}

function rangesByWeight(header: string): string[] {
  return header
    .slice(0, LONGEST_HEADER)
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { range, weight: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ range, weight }) => range !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
}

function matches(range: string, code: string): boolean {
  return range === code || range.startsWith(`${code}-`) || code.startsWith(`${range}-`);
}
