import { isAscii } from 'node:buffer';

/** `stuffed`: dots at the start of a line are doubled, as DATA wants it. `plain`: as BDAT and RFC 5322 want it. */
export type ContentForm = 'stuffed' | 'plain';

/** Content that could be read as something else than one mail (MAIL-2). Names the rule, never the content. */
export class UnsafeContent extends Error {
  override readonly name = 'UnsafeContent';

  constructor(readonly rule: 'bare-end' | 'long-line' | 'no-end' | 'dot' | 'eight-bit' | 'nul') {
    super(`the content of the mail breaks a rule of the wire: ${rule}`);
  }
}

const LINE_OCTETS = 998;
const CR = 13;
const LF = 10;
const DOT = 46;

/**
 * Refuses what some server could take for the end of the mail, and what no server need take: a CR or LF alone (so every known
 * way of SMTP smuggling, each of which needs one), a line of more than 998 octets (RFC 5322 s.2.1.1), an end that is no
 * CRLF, NUL, octets beyond ASCII unless allowed, and in the stuffed form a dot alone in front of a line.
 * It costs some microseconds, so that it can look at every mail and not only at a template.
 * @throws UnsafeContent
 */
export function checkContent(content: Buffer, form: ContentForm, mayBeEightBit?: 'eight-bit'): void {
  if (mayBeEightBit === undefined && !isAscii(content)) throw new UnsafeContent('eight-bit');
  if (content.includes(0)) throw new UnsafeContent('nul');
  let start = 0;
  let nextReturn = content.indexOf(CR);
  for (let end = content.indexOf(LF); end !== -1; end = content.indexOf(LF, start)) {
    if (nextReturn === -1 || nextReturn !== end - 1) throw new UnsafeContent('bare-end');
    const octets = nextReturn - start;
    const stuffing = form === 'stuffed' && content[start] === DOT ? 1 : 0;
    if (octets - stuffing > LINE_OCTETS) throw new UnsafeContent('long-line');
    if (stuffing && content[start + 1] !== DOT) throw new UnsafeContent('dot');
    start = end + 1;
    nextReturn = content.indexOf(CR, start);
  }
  if (nextReturn !== -1) throw new UnsafeContent('bare-end');
  if (start === 0 || start !== content.length) throw new UnsafeContent('no-end');
}
