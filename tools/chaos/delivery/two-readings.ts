/**
 * Reads one content as the standard wants, where lines end in CRLF alone, and as a lax server would, to which CR, LF and CRLF are
 * the same and a dot between any of them is the end. Where the two differ, a mail could be smuggled through whoever relays it.
 * @param content as on the wire between 354 and the final dot, dots doubled.
 * @returns in words what differs, undefined when both read the same. [RFC 5321 s.2.3.8, s.4.5.2]
 */
export function differenceOfReadings(content: Buffer): string | undefined {
  const text = content.toString('latin1');
  const strict = text.split('\r\n');
  const lax = text.split(/\r\n|\r|\n/);
  if (strict.length !== lax.length) return 'a line ends in CR or LF alone';
  // The end of the last line is the end of the content: after it comes nothing.
  if (strict.slice(0, -1).includes('.')) return 'a dot stands alone on a line';
  if (strict.at(-1) !== '') return 'the last line does not end';
  return strict.some((line) => /^\.[^.]/.test(line))
    ? 'a dot at the beginning of a line is not doubled'
    : undefined;
}
