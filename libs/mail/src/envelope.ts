import { domainOf, parseAddress } from '#libs/addresses';

/** What SMTP is told: one sender, one recipient, without display names. */
export interface Envelope {
  from: string;
  to: string;
}

/** Something that is not exactly one address. Never says which: it may be a resident's. */
export class UnsafeAddress extends Error {
  override readonly name = 'UnsafeAddress';

  constructor(readonly role: 'sender' | 'recipient') {
    super(`the ${role} is not exactly one address`);
  }
}

/**
 * One sender and one recipient, octet for octet as given, but for domains, which go out as A-labels (MAIL-1, MAIL-6).
 * @throws UnsafeAddress for two addresses, none, or one that a parser could read as another one.
 */
export function envelopeOf({ from, to }: Envelope): Envelope {
  return { from: oneAddress(from, 'sender'), to: oneAddress(to, 'recipient') };
}

/**
 * As `envelopeOf` for many mails of one sender, which is looked at once.
 * @throws UnsafeAddress, also when an envelope is asked for.
 */
export function envelopesFrom(from: string): (to: string) => Envelope {
  const sender = oneAddress(from, 'sender');
  return (to) => ({ from: sender, to: oneAddress(to, 'recipient') });
}

/** Whether the relay must offer SMTPUTF8 for it (RFC 6531). Domains never need it: they are A-labels. */
export function needsSmtpUtf8({ from, to }: Envelope): boolean {
  return !isAscii(from) || !isAscii(to);
}

function oneAddress(given: string, role: UnsafeAddress['role']): string {
  const parsed = parseAddress(given);
  // The parser forgives white space around an address. An envelope forgives nothing.
  if ('fault' in parsed || parsed.address !== given) throw new UnsafeAddress(role);
  const at = given.lastIndexOf('@');
  return isAscii(given.slice(at + 1)) ? given : `${given.slice(0, at)}@${domainOf(given)}`;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
