/** The same content in the encodings that a browser may take. */
export interface Encoded {
  body: Buffer;
  gzip?: Buffer;
  brotli?: Buffer;
}

/** The smallest form that a browser says it takes, by its `Accept-Encoding`. */
export function smallest(content: Encoded, accepted = ''): { encoding?: string; body: Buffer } {
  const encodings = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  if (content.brotli && encodings.includes('br')) return { encoding: 'br', body: content.brotli };
  if (content.gzip && encodings.includes('gzip')) return { encoding: 'gzip', body: content.gzip };
  return { body: content.body };
}
