import { createHash } from 'node:crypto';
import { relaxedBody } from './canonical.ts';
import { type SignedFields, signedFields } from './signed-fields.ts';

/** What of a mail is signed. */
export interface Signable {
  /** Of its header, one character an octet. */
  fields: SignedFields;
  /** SHA-256 of the body, relaxed. */
  bodyHash: Buffer;
}

/** @param octets RFC 5322 with CRLF, dots as they are. @returns both parts without the empty line between them. */
export function splitMail(octets: string): { header: string; body: string } {
  const end = octets.indexOf('\r\n\r\n');
  if (end === -1) return { header: octets, body: '' };
  return { header: octets.slice(0, end + 2), body: octets.slice(end + 4) };
}

export function signableOf(octets: Buffer): Signable {
  const { header, body } = splitMail(octets.toString('latin1'));
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest();
  return { fields: signedFields(header), bodyHash };
}
