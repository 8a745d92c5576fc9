import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Made once: Node takes longer to make a key of octets than to hash an address with it. */
const known = new Map<string, KeyObject>();

/**
 * What addresses are compared by.
 * @param key of the normalised address (`parseAddress`).
 * @param addressKey 32 octets in base64. It is never rotated: rows are found by what it made.
 */
export function addressHash(key: string, addressKey: string): Buffer {
  const secret = known.get(addressKey) ?? createSecretKey(addressKey, 'base64');
  known.set(addressKey, secret);
  return createHmac('sha256', secret).update(key).digest();
}
