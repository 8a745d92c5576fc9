/**
 * Where to go after signing in: the wish if it is a path of this section, else the section's first page. Everything else
 * would be an open redirect (ABUSE-4), and the sign-in itself would be a circle.
 */
export function returnPath(wish: unknown, section: string): string {
  if (typeof wish !== 'string' || !wish.startsWith('/')) return section;
  // The parser does what a browser would: it takes `\` for `/`, drops tabs and new lines, and resolves `..`.
  const url = URL.parse(wish, 'https://here.invalid');
  if (url === null || url.origin !== 'https://here.invalid') return section;
  if (!isUnder(url.pathname, section) || isUnder(url.pathname, `${section}/sign-in`)) return section;
  return url.pathname + url.search;
}

/** Whether a path is the section's own page or below it: `/staff/x` is under `/staff`, `/staffing` is not. */
export function isUnder(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}/`);
}
