/** What a relay says that it can do, in its reply to the last EHLO (RFC 5321 s.4.1.1.1). */
export interface Offers {
  /** RFC 2920: commands may be said without waiting for each answer. */
  pipelining: boolean;
  /** RFC 3030: content as counted octets with BDAT. */
  chunking: boolean;
  /** RFC 6531: addresses with other letters than ASCII. */
  smtpUtf8: boolean;
  /** RFC 6152. */
  eightBitMime: boolean;
  /** RFC 3461: what is to be reported, and how much of the mail comes back with it. */
  dsn: boolean;
  /** RFC 1870: octets of the largest mail; 0 when there is no limit, undefined when SIZE is not offered. */
  size?: number;
}

/** Reads the reply to EHLO, or to HELO, which offers nothing. Never fails: what is not understood is not offered. */
export function readOffers(reply: string): Offers {
  const said = new Map<string, string>();
  for (const line of reply.split(/\r?\n/).slice(1)) {
    const [, word = '', rest = ''] = /^250[ -](\S+) ?(.*)$/.exec(line) ?? [];
    said.set(word.toUpperCase(), rest.trim());
  }
  const size = said.get('SIZE');
  return {
    pipelining: said.has('PIPELINING'),
    chunking: said.has('CHUNKING'),
    smtpUtf8: said.has('SMTPUTF8'),
    eightBitMime: said.has('8BITMIME'),
    dsn: said.has('DSN'),
    ...(size !== undefined && { size: /^\d{1,15}$/.test(size) ? Number(size) : 0 }),
  };
}
