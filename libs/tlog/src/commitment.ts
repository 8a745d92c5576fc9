import { createHmac } from 'node:crypto';
import { TlogError } from './tlog-error.ts';

/** Length of the salt of one event, in bytes. */
export const SALT_BYTES = 32;

const DOMAIN = 'tidings/consent-commitment/v1\n';

/**
 * Returns the 32-byte commitment to a payload, HMAC-SHA256(salt, "tidings/consent-commitment/v1\n" ‖ payload). With
 * salt and payload anyone can repeat it; once both are erased, nothing can be learned from it.
 * @param salt 32 random bytes that no other event has
 * @param payload canonical JSON
 * @throws TlogError `bad-salt` for any other length: HMAC pads a short key with zeros, so that two salts would open
 * the same commitment
 */
export function commitTo(payload: string | Uint8Array, salt: Uint8Array): Buffer {
  if (salt.length !== SALT_BYTES) throw new TlogError('bad-salt');
  return createHmac('sha256', salt).update(DOMAIN).update(payload).digest();
}
