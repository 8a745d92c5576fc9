import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Mac } from './mac.ts';

/** RFC 4231 section 4: key, message, and the start of their MAC. */
const VECTORS: [Buffer, Buffer, string][] = [
  [Buffer.alloc(20, 0x0b), Buffer.from('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b'],
  [Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'), '5bdcc146bf60754e6a042426089575c7'],
  [Buffer.alloc(20, 0xaa), Buffer.alloc(50, 0xdd), '773ea91e36800e46854db8ebd09181a7'],
  [
    Buffer.alloc(131, 0xaa),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f',
  ],
];

describe('a MAC', () => {
  it.each(VECTORS)('is the one of RFC 4231', (key, message, start) => {
    const mac = Buffer.from(new Mac(key).of(message), 'latin1');
    expect(mac).toHaveLength(32);
    expect(mac.toString('hex')).toMatch(new RegExp(`^${start}`));
  });

  it('is that of another implementation, for any key and one message after the other', () => {
    const octets = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(octets, fc.array(octets), (key, messages) => {
        const mac = new Mac(key);
        for (const message of messages) {
          const known = createHmac('sha256', key).update(message).digest();
          expect(Buffer.from(mac.of(message), 'latin1')).toEqual(known);
          expect(mac.of(message, 'base64url')).toBe(known.toString('base64url'));
        }
      }),
    );
  });
});
