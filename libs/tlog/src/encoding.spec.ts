import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64, decodeHash, encodeBase64, parseDecimal, readText } from './encoding.ts';
import { anyText, codeOf, raisesOnlyItsOwnError } from './fixtures.testing.ts';

describe('strict encodings', () => {
  it('bytes have one spelling in base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    'YQ',
    'YQ=',
    'YR==',
    'YQ===',
    'YQ==\n',
    ' YQ==',
    'Y Q==',
    'YQ==YQ==',
    '-_-_',
    'YW=',
    '=',
    'é',
    'YQ=='.repeat(2),
  ])('base64 "%s" is refused, although Node would decode it', (text) => {
    expect(codeOf(() => decodeBase64(text))).toBe('bad-base64');
  });

  it('a hash has 32 bytes', () => {
    expect(decodeHash(encodeBase64(Buffer.alloc(32, 1)))).toHaveLength(32);
    for (const length of [0, 31, 33]) {
      expect(codeOf(() => decodeHash(encodeBase64(Buffer.alloc(length))))).toBe('bad-hash');
    }
  });

  it('decimals have one spelling, and stop where numbers lose count', () => {
    expect(parseDecimal('0')).toBe(0);
    expect(parseDecimal('9007199254740991')).toBe(2 ** 53 - 1);
    const refused = ['', '00', '01', '+1', '-1', '1.0', '1e3', ' 1', '1 ', '1\n', '0x1', '1_0', '١'];
    for (const text of [...refused, '9007199254740992', '18446744073709551615', '9'.repeat(400)]) {
      expect(codeOf(() => parseDecimal(text))).toBe('bad-number');
    }
  });

  it('text is UTF-8 without control characters, and nothing in it is lost', () => {
    expect(readText(Buffer.from('\ufeffé\n'))).toBe('\ufeffé\n');
    expect(codeOf(() => readText(Buffer.of(0xff)))).toBe('bad-text');
    expect(codeOf(() => readText(Buffer.of(0xed, 0xa0, 0x80)))).toBe('bad-text');
    for (const text of ['\t', '\r\n', '\0', '\u001f', '\ud800'])
      expect(codeOf(() => readText(text))).toBe('bad-text');
  });

  it('hostile input raises only its own error', () => {
    raisesOnlyItsOwnError(readText, fc.uint8Array());
    raisesOnlyItsOwnError(decodeHash, anyText());
    raisesOnlyItsOwnError(parseDecimal, anyText());
  });
});
