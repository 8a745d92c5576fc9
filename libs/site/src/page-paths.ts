/** Only there to let `URL` read a path; never part of an answer. */
const NOWHERE = 'http://nowhere.invalid';

/**
 * The path and query of a request, safe to put into a link: always one slash at its start. A request for `//example.com/`
 * would otherwise become a link to another host (ABUSE-4).
 */
export function ownPath(requestUrl: string): string {
  const { pathname, search } = read(requestUrl);
  return `${pathname}${search}`;
}

/** The same address with another language. */
export function pathInLanguage(path: string, code: string): string {
  const url = read(path);
  url.searchParams.set('lang', code);
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Whether a section at `root` holds the page at `path`. */
export function isBelow(path: string, root: string): boolean {
  return root === '/' || isAt(path, root) || read(path).pathname.startsWith(`${root}/`);
}

export function isAt(path: string, place: string): boolean {
  return read(path).pathname === place;
}

/** What a browser drops or turns into a slash is dropped before and after reading, as both can uncover a second slash. */
function read(path: string): URL {
  const url = new URL(`/${path.replace(/[\t\r\n]/g, '').replace(/^[/\\]+/, '')}`, NOWHERE);
  url.pathname = url.pathname.replace(/^\/+/, '/');
  return url;
}
