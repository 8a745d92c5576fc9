import { createHmac } from 'node:crypto';

/**
 * The keyed hash that *subscription* compares addresses by.
 * @param key of the normalised address (`parseAddress`).
 * @param addressKey 32 octets in base64, the same in both services.
 */
export function addressHash(key: string, addressKey: string): Buffer {
  return createHmac('sha256', Buffer.from(addressKey, 'base64')).update(key).digest();
}
