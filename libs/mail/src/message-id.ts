import { createHmac, type KeyObject } from 'node:crypto';
import { headerToken } from './header-value.ts';

const MAC_OCTETS = 21;

/**
 * Names one mail in 28 characters of base64url: the same for the same key and parts, so a repeat can be known as one
 * (SEND-3), and a MAC, so it tells nothing about who gets it.
 * @param key a KeyObject where many are made: with octets each call takes five times as long.
 * @param parts what the mail is, e.g. the ids of a dispatch and a resident; fixed lengths, or the order decides.
 */
export function messageToken(key: Buffer | KeyObject, parts: readonly string[]): string {
  const mac = createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, MAC_OCTETS);
  return mac.toString('base64url');
}

/**
 * The Message-ID of one mail, with its angle brackets, from its `messageToken`.
 * @param domain ours, as A-labels.
 */
export function messageId(key: Buffer, parts: readonly string[], domain: string): string {
  return headerToken('Message-ID', `<${messageToken(key, parts)}@${domain}>`);
}
