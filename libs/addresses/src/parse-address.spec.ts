import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from './parse-address.ts';

const key = (typed: string) => {
  const parsed = parseAddress(typed);
  return 'key' in parsed ? parsed.key : undefined;
};

describe('one address', () => {
  it.each([
    ['resident@example.ca', 'resident@example.ca'],
    ['  resident@example.ca\t', 'resident@example.ca'],
    ['Resident@EXAMPLE.ca', 'Resident@example.ca'],
    ['first.last+city@mail.example.org', 'first.last+city@mail.example.org'],
    ["o'brien@example.com", "o'brien@example.com"],
    ['zoé@example.ca', 'zoé@example.ca'],
    ['zoe@québec.example.ca', 'zoe@xn--qubec-csa.example.ca'],
    ['x@1234.example.com', 'x@1234.example.com'],
  ])('ABUSE-3: %s is accepted', (typed, expected) => {
    expect(key(typed)).toBe(expected);
  });

  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['resident', 'not-one-address'],
    ['@example.ca', 'not-one-address'],
    ['resident@', 'not-one-address'],
    ['a@b@example.ca', 'not-one-address'],
    ['a@example.ca,b@example.ca', 'not-one-address'],
    ['"quoted"@example.ca', 'local-part'],
    ['a(comment)@example.ca', 'local-part'],
    ['group:a@example.ca', 'local-part'],
    ['<a@example.ca>', 'local-part'],
    ['a..b@example.ca', 'local-part'],
    ['.a@example.ca', 'local-part'],
    ['a.@example.ca', 'local-part'],
    ['a b@example.ca', 'local-part'],
    ['a\u0000b@example.ca', 'local-part'],
    ['a\u200bb@example.ca', 'local-part'],
    ['a\u202eb@example.ca', 'local-part'],
    ['=?utf-8?q?a?=@example.ca', 'local-part'],
    ['user%other.example@example.ca', 'local-part'],
    ['other.example!user@example.ca', 'local-part'],
    ['a@example.ca\r\nBcc:x', 'domain'],
    ['a@[127.0.0.1]', 'domain'],
    ['a@127.0.0.1', 'domain'],
    ['a@localhost', 'domain'],
    ['a@-example.ca', 'domain'],
    ['a@example..ca', 'domain'],
    ['a@example.ca.', 'domain'],
    ['a@exam_ple.ca', 'domain'],
    ['a@example.ca:25', 'domain'],
    [`${'a'.repeat(65)}@example.ca`, 'local-part'],
    [`a@${'a'.repeat(64)}.ca`, 'domain'],
    [`a@${'example.'.repeat(40)}ca`, 'too-long'],
    [`${'a'.repeat(10_000)}@example.ca`, 'too-long'],
  ])('ABUSE-3: %j is refused', (typed, fault) => {
    expect(parseAddress(typed)).toEqual({ fault });
  });

  it('ABUSE-3: dots, tags and case make another address', () => {
    const keys = ['ab@example.ca', 'a.b@example.ca', 'ab+x@example.ca', 'AB@example.ca'].map(key);
    expect(new Set(keys).size).toBe(4);
  });

  it('ABUSE-3: no accepted address holds white space, control characters or two @', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        const parsed = parseAddress(`${left}@${right}`);
        if ('fault' in parsed) return;
        expect(parsed.address).not.toMatch(/[\s\p{C}]/u);
        expect(parsed.address.split('@')).toHaveLength(2);
        expect(parsed.key.split('@')[1]).toMatch(/^[a-z0-9.-]+$/);
      }),
    );
  });
});
