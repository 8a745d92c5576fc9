import { createHash } from 'node:crypto';

/**
 * An id that follows from what an event is about, so that saying it twice is saying it once.
 * @returns a UUID of version 8 (RFC 9562, section 5.8).
 */
export function derivedId(...parts: (string | number)[]): string {
  const octets = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16);
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x80, 6);
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8);
  return octets.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
