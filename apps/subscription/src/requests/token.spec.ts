import { describe, expect, it } from '@jest/globals';
import { SystemRandom } from '#libs/clock';
import { isPageValue, newToken, pageValue, tokenHash } from './token.ts';

const random = new SystemRandom();
const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const REQUEST = '0190f5c0-0000-7000-8000-000000000001';
const OTHER = '0190f5c0-0000-7000-8000-000000000002';

describe('the confirmation token', () => {
  it('CONF-3: has 256 random bits and is kept as a hash', () => {
    const tokens = new Set(Array.from({ length: 1000 }, () => newToken(random)));
    expect(tokens.size).toBe(1000);
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(tokenHash(token)?.toString('base64url')).not.toContain(token.slice(0, 8));
    }
  });

  it.each(['', 'short', 'a'.repeat(44), `${'a'.repeat(42)}+`, '../../etc/passwd'])(
    '%j is no token',
    (text) => {
      expect(tokenHash(text)).toBeUndefined();
    },
  );
});

describe('the value that only the page carries', () => {
  it('CONF-2: is worth something for its own request alone', () => {
    const value = pageValue(REQUEST, [key(1)], random);
    expect(isPageValue(value, REQUEST, [key(1)])).toBe(true);
    expect(isPageValue(value, OTHER, [key(1)])).toBe(false);
    expect(isPageValue(value, REQUEST, [key(2)])).toBe(false);
  });

  it('CONF-2: still counts after the key was rotated', () => {
    expect(isPageValue(pageValue(REQUEST, [key(1)], random), REQUEST, [key(2), key(1)])).toBe(true);
  });

  it.each([undefined, '', 'x', {}, ['a'], `${'A'.repeat(22)}.${'A'.repeat(43)}`])(
    'CONF-2: %j is none',
    (value) => {
      expect(isPageValue(value, REQUEST, [key(1)])).toBe(false);
    },
  );
});
