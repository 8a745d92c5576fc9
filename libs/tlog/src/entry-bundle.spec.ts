import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeEntryBundle, parseEntryBundle } from './entry-bundle.ts';
import { codeOf, damagedBytes, raisesOnlyItsOwnError } from './fixtures.testing.ts';

describe('entry bundles', () => {
  it('PROOF-2: each entry stands after its length in two bytes, big-endian', () => {
    const bundle = encodeEntryBundle([Buffer.from('one'), Buffer.of(), Buffer.alloc(258, 7)]);
    expect(bundle.subarray(0, 9)).toEqual(Buffer.from('0003 6f6e65 0000 0102'.replaceAll(' ', ''), 'hex'));
    expect(bundle).toHaveLength(2 + 3 + 2 + 2 + 258);
  });

  it('entries come back as they went in', () => {
    const lists = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(lists, (entries) => {
        const parsed = parseEntryBundle(encodeEntryBundle(entries), entries.length);
        expect(parsed.map((entry) => entry.toString('hex'))).toEqual(
          entries.map((entry) => Buffer.from(entry).toString('hex')),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('takes an entry of 65,535 bytes and refuses one more', () => {
    const longest = Buffer.alloc(65_535, 1);
    expect(parseEntryBundle(encodeEntryBundle([longest]), 1)[0]?.equals(longest)).toBe(true);
    expect(codeOf(() => encodeEntryBundle([Buffer.alloc(65_536)]))).toBe('bad-bundle');
  });

  it('a bundle has 1 to 256 entries', () => {
    expect(codeOf(() => encodeEntryBundle([]))).toBe('bad-bundle');
    expect(codeOf(() => encodeEntryBundle(Array.from({ length: 257 }, () => Buffer.of(1))))).toBe(
      'bad-bundle',
    );
    for (const width of [0, 257, 1.5, -1]) {
      expect(codeOf(() => parseEntryBundle(Buffer.alloc(600), width))).toBe('bad-bundle');
    }
  });

  it('PROOF-3: a bundle cut, lengthened or of another width is refused', () => {
    const bundle = encodeEntryBundle([Buffer.from('one'), Buffer.from('two')]);
    for (let length = 0; length < bundle.length; length += 1) {
      expect(codeOf(() => parseEntryBundle(bundle.subarray(0, length), 2))).toBe('bad-bundle');
    }
    expect(codeOf(() => parseEntryBundle(Buffer.concat([bundle, Buffer.of(0)]), 2))).toBe('bad-bundle');
    expect(codeOf(() => parseEntryBundle(bundle, 1))).toBe('bad-bundle');
    expect(codeOf(() => parseEntryBundle(bundle, 3))).toBe('bad-bundle');
  });

  it('hostile bundles raise only its own error', () => {
    const bundle = encodeEntryBundle([Buffer.from('one'), Buffer.from('two')]);
    raisesOnlyItsOwnError((bytes) => parseEntryBundle(bytes, 2), damagedBytes(bundle));
    raisesOnlyItsOwnError((bytes) => parseEntryBundle(bytes, 256), fc.uint8Array({ maxLength: 2000 }));
  });
});
