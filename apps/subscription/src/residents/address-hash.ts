import { createHmac } from 'node:crypto';

/**
 * What addresses are compared by.
 * @param key of the normalised address (`parseAddress`).
 * @param addressKey 32 octets in base64. It is never rotated: rows are found by what it made.
 */
export function addressHash(key: string, addressKey: string): Buffer {
  return createHmac('sha256', Buffer.from(addressKey, 'base64')).update(key).digest();
}
