import { Mac } from '#libs/macs';
import { headerToken } from './header-value.ts';

/** 21 octets: what is used of the MAC. */
const CHARACTERS = 28;

/**
 * Names one mail in 28 characters of base64url: the same for the same key and parts, so a repeat can be known as one
 * (SEND-3), and a MAC, so it tells nothing about who gets it.
 * @param parts what the mail is, e.g. the ids of a dispatch and a resident; fixed lengths, or the order decides.
 */
export function messageToken(mac: Mac, parts: readonly string[]): string {
  return mac.of(Buffer.from(JSON.stringify(parts)), 'base64url').slice(0, CHARACTERS);
}

/**
 * The Message-ID of one mail, with its angle brackets, from its `messageToken`.
 * @param domain ours, as A-labels.
 */
export function messageId(key: Buffer, parts: readonly string[], domain: string): string {
  return headerToken('Message-ID', `<${messageToken(new Mac(key), parts)}@${domain}>`);
}
