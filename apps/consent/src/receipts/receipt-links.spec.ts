import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReceiptLinks } from './receipt-links.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const links = new ReceiptLinks([key(1)]);

describe('links to receipts', () => {
  it('PROOF-6: a token reads back to its entry, and has 192 bits that nobody guesses', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (index) => {
        const token = links.token(index);
        expect(token).toMatch(/^\d+\.[A-Za-z0-9_-]{32}$/);
        expect(links.read(token)).toBe(index);
      }),
    );
  });

  it('old links work after a rotation, until their key is taken away', () => {
    const token = links.token(7);
    expect(new ReceiptLinks([key(2), key(1)]).read(token)).toBe(7);
    expect(new ReceiptLinks([key(2)]).read(token)).toBeUndefined();
  });

  it('PROOF-6: refuses every change of one character, and the token of another entry', () => {
    const token = links.token(1234);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    for (let at = 0; at < token.length; at += 1) {
      for (const letter of alphabet) {
        if (letter === token[at]) continue;
        expect(links.read(token.slice(0, at) + letter + token.slice(at + 1))).toBeUndefined();
      }
    }
    const [, mac = ''] = token.split('.');
    for (const other of ['', mac, `.${mac}`, `01234.${mac}`, `1235.${mac}`, `-1.${mac}`, `1234.${mac}=`]) {
      expect(links.read(other)).toBeUndefined();
    }
  });

  it('needs a key', () => {
    expect(() => new ReceiptLinks([]).token(1)).toThrow('RECEIPT_KEYS');
  });
});
