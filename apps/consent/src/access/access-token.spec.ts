import { describe, expect, it } from '@jest/globals';
import { SystemRandom } from '#libs/clock';
import type { Everything } from '../holdings/everything.ts';
import { decryptUnder, encryptUnder, isToken, newToken, tokenHash } from './access-token.ts';

const random = new SystemRandom();
const everything = { v: 1, address: 'resident@example.ca' } as Everything;
const nonce = Buffer.alloc(12, 7);

describe('what is kept for a link', () => {
  it('CONF-3: opens with its token alone, for its request alone, and unchanged alone', () => {
    const token = newToken(random);
    const content = encryptUnder(token, { id: 'one', everything, nonce });
    expect(content.toString('latin1')).not.toContain('resident');
    expect(decryptUnder(token, { id: 'one', content })).toEqual(everything);
    const changed = Buffer.from(content);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    for (const wrong of [
      () => decryptUnder(newToken(random), { id: 'one', content }),
      () => decryptUnder(token, { id: 'other', content }),
      () => decryptUnder(token, { id: 'one', content: changed }),
      () => decryptUnder(token, { id: 'one', content: content.subarray(0, 20) }),
    ]) {
      expect(wrong).toThrow();
    }
  });

  it('CONF-3: has 256 random bits, and is found by a hash that does not open it', () => {
    const token = newToken(random);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(isToken(token)).toBe(true);
    const content = encryptUnder(token, { id: 'one', everything, nonce });
    const hash = tokenHash(token).toString('base64url');
    expect(() => decryptUnder(hash, { id: 'one', content })).toThrow();
  });

  it.each(['', 'x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, '../'.repeat(14)])(
    '%j is no token',
    (text) => expect(isToken(text)).toBe(false),
  );
});
