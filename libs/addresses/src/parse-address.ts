import { mailDomain } from './mail-domain.ts';
import { UNSEEN } from './unseen.ts';

/** RFC 5321 section 4.5.3.1: octets of a local part, and of a path without its angle brackets. */
const LOCAL_OCTETS = 64;
const ADDRESS_OCTETS = 254;
/** What is longer is refused unread. */
const READ_CHARACTERS = 1000;

export type AddressFault = 'missing' | 'too-long' | 'not-one-address' | 'local-part' | 'domain';

export interface ParsedAddress {
  /** What was typed, without what is around it and nobody sees. This is what is mailed. */
  address: string;
  /** The local part as typed, in NFC, and the domain as A-labels: two addresses are the same when their keys are. */
  key: string;
}

// RFC 5322 atext without `!` and `%` (old routing tricks), and letters, marks and digits of any script (RFC 6531). A mark that
// follows no letter would sit on the dot or the @ before it.
const LOCAL_ATOM = /^(?!\p{M})[\p{L}\p{M}\p{N}#$&'*+/=?^_`{|}~-]+$/u;
/** White space of a line, and the marks that come along when text is copied: of direction, of width zero, of byte order. */
const AROUND = new Set(' \t\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff');

/**
 * Reads one e-mail address as a person types it: no quoting, comments, groups, literals, control characters, encoded words
 * or consecutive dots (ABUSE-3). Dots, tags and case of the local part are significant. Never throws; time grows with the
 * length of the text.
 */
export function parseAddress(typed: string): ParsedAddress | { fault: AddressFault } {
  if (typed.length > READ_CHARACTERS) return { fault: 'too-long' };
  const address = withoutAround(typed);
  if (address === '') return { fault: 'missing' };
  if (Buffer.byteLength(address) > ADDRESS_OCTETS) return { fault: 'too-long' };
  const [local, domain, ...more] = address.split('@');
  if (!local || !domain || more.length > 0) return { fault: 'not-one-address' };
  if (!isLocalPart(local)) return { fault: 'local-part' };
  const ascii = mailDomain(domain);
  if (!ascii) return { fault: 'domain' };
  // A-labels are longer than their letters, and they are what goes over the wire (MAIL-6).
  if (Buffer.byteLength(local) + 1 + ascii.length > ADDRESS_OCTETS) return { fault: 'too-long' };
  return { address, key: `${local.normalize('NFC')}@${ascii}` };
}

/** Not by a pattern: one that is anchored at the end tries every run of spaces before it, each anew. */
function withoutAround(typed: string): string {
  let begin = 0;
  let end = typed.length;
  while (begin < end && AROUND.has(typed.charAt(begin))) begin += 1;
  while (end > begin && AROUND.has(typed.charAt(end - 1))) end -= 1;
  return typed.slice(begin, end);
}

function isLocalPart(local: string): boolean {
  if (Buffer.byteLength(local) > LOCAL_OCTETS) return false;
  if (UNSEEN.test(local) || holdsEncodedWord(local)) return false;
  return local.split('.').every((atom) => LOCAL_ATOM.test(atom));
}

/** RFC 2047: whoever decodes `=?utf-8?q?…` reads another address than whoever does not. */
function holdsEncodedWord(local: string): boolean {
  const begin = local.indexOf('=?');
  return begin >= 0 && local.includes('?', begin + 2);
}
