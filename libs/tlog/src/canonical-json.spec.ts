import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeCanonicalJson, type JsonValue, parseCanonicalJson } from './canonical-json.ts';
import { codeOf, damaged, raisesOnlyItsOwnError } from './fixtures.testing.ts';

const values = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('canonical JSON', () => {
  it('members are sorted, and whatever is not printable ASCII is escaped', () => {
    const value = { z: ['é', '\u007f', '😀', '\n"\\/'], a: { 10: null, 9: true, Z: -1 } };
    expect(encodeCanonicalJson(value)).toBe(
      '{"a":{"10":null,"9":true,"Z":-1},"z":["\\u00e9","\\u007f","\\ud83d\\ude00","\\n\\"\\\\/"]}',
    );
  });

  it('a value has one spelling, in ASCII, and comes back from it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const json = encodeCanonicalJson(value);
        expect(json).toMatch(/^[ -~]*$/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(encodeCanonicalJson(parseCanonicalJson(Buffer.from(json)))).toBe(json);
      }),
    );
  });

  it.each([
    ' {}',
    '{} ',
    '{"a": 1}',
    '{"b":1,"a":1}',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '"é"',
    '"\\u00E9"',
    '"\\u0041"',
    '"\\/"',
    '1.0',
    '1e2',
    '-0',
    '0.5',
    '9007199254740992',
    '"\\ud800"',
    '{"a":1',
    'undefined',
    'NaN',
    '',
    '\ufeff1',
  ])('%s is not canonical', (json) => {
    expect(codeOf(() => parseCanonicalJson(json))).toBe('bad-json');
  });

  it('a member called __proto__ is a member like any other', () => {
    const json = '{"__proto__":{"a":1},"b":2}';
    expect(encodeCanonicalJson(parseCanonicalJson(json))).toBe(json);
    expect(Object.hasOwn({}, 'a')).toBe(false);
  });

  it('what JSON cannot say is refused instead of left out', () => {
    const refused: unknown[] = [
      undefined,
      Number.NaN,
      1.5,
      -0,
      2 ** 53,
      1n,
      new Date(0),
      new Map(),
      () => 1,
      '\ud800',
    ];
    for (const value of refused) {
      expect(codeOf(() => encodeCanonicalJson(value as JsonValue))).toBe('bad-json');
      expect(codeOf(() => encodeCanonicalJson({ value: value as JsonValue }))).toBe('bad-json');
      expect(codeOf(() => encodeCanonicalJson([value as JsonValue]))).toBe('bad-json');
    }
  });

  it('no message repeats what was read', () => {
    const broken = '{"subject":"resident@example.ca';
    const reason = expect.not.objectContaining({ cause: expect.anything() });
    expect(() => parseCanonicalJson(broken)).toThrow('not canonical JSON');
    expect(() => parseCanonicalJson(broken)).toThrow(reason);
  });

  it('hostile JSON raises only its own error, however deep', () => {
    expect(codeOf(() => parseCanonicalJson('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('bad-json');
    raisesOnlyItsOwnError(parseCanonicalJson, damaged('{"a":[1,null,"\\u00e9"],"b":{"c":true}}'));
    raisesOnlyItsOwnError(parseCanonicalJson, fc.uint8Array());
  });
});
