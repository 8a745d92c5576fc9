import { describe, expect, it } from '@jest/globals';
import { plainArray } from './plain-array.ts';

describe('an array without quotes', () => {
  it.each([
    [[], '{}'],
    [[1, -2, 9007199254740991], '{1,-2,9007199254740991}'],
    [['0190f5c0-0000-7000-8000-000000000001', null], '{0190f5c0-0000-7000-8000-000000000001,NULL}'],
    [[true, false, 'standing-ended.v1'], '{true,false,standing-ended.v1}'],
    [['2026-01-02T03:04:05.000Z'], '{2026-01-02T03:04:05.000Z}'],
  ])('holds %j', (items, expected) => {
    expect(plainArray(items)).toBe(expected);
  });

  it.each(['a,b', 'a b', '{', '}', '"', '\\', 'é', '', 'null', 'NULL', '\n'])('refuses %j', (item) => {
    expect(() => plainArray(['a', item])).toThrow('needs quotes');
  });
});
