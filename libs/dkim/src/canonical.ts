/** One header field without its last line end, folded or not, as RFC 6376 section 3.4.2 wants it: `name:value`. */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const name = field.slice(0, colon).trimEnd().toLowerCase();
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${name}:${value}`;
}

/** RFC 6376 section 3.4.4. One character an octet; lines end in CRLF. */
export function relaxedBody(body: string): string {
  const relaxed = body.replaceAll(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n');
  let end = relaxed.length;
  while (end >= 2 && relaxed.startsWith('\r\n', end - 2)) end -= 2;
  return end === 0 ? '' : `${relaxed.slice(0, end)}\r\n`;
}
