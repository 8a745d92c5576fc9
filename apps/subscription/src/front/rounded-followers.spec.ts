import { describe, expect, it } from '@jest/globals';
import { roundedFollowers } from './rounded-followers.ts';

describe('the number of followers that anybody may read', () => {
  it.each([0, 1, 9])('is not shown when it is %d', (count) => {
    expect(roundedFollowers(count)).toBeUndefined();
  });

  it.each([
    [10, 10],
    [19, 10],
    [99, 90],
    [137, 130],
    [1_299, 1_200],
    [28_391, 28_000],
    [2_800_000, 2_800_000],
  ])('%d is told as %d', (count, told) => expect(roundedFollowers(count)).toBe(told));
});
