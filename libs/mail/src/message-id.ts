import { createHmac } from 'node:crypto';
import { headerToken } from './header-value.ts';

const MAC_OCTETS = 21;

/**
 * The Message-ID of one mail, with its angle brackets: the same for the same key and parts, so a repeat can be known as
 * one (SEND-3), and a MAC, so it tells nothing about who gets it.
 * @param parts what the mail is, e.g. the ids of a dispatch and a resident; fixed lengths, or the order decides.
 * @param domain ours, as A-labels.
 */
export function messageId(key: Buffer, parts: readonly string[], domain: string): string {
  const mac = createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, MAC_OCTETS);
  return headerToken('Message-ID', `<${mac.toString('base64url')}@${domain}>`);
}
