import { describe, expect, it } from '@jest/globals';
import { FIRST_WINDOW, LARGEST_WINDOW, nextWindowSize } from './window-size.ts';

describe('nextWindowSize', () => {
  it('SEND-1: grows while a window is through in a moment, up to a bound', () => {
    const sizes = [FIRST_WINDOW];
    for (let round = 0; round < 5; round += 1) sizes.push(nextWindowSize(sizes.at(-1) ?? 0, 10));
    expect(sizes).toEqual([25, 50, 100, 100, 100, 100]);
    expect(LARGEST_WINDOW).toBe(100);
  });

  it('SEND-1: shrinks to what a slow relay takes in a quarter of a second, and is never nothing', () => {
    expect(nextWindowSize(100, 5000)).toBe(5);
    expect(nextWindowSize(5, 60_000)).toBe(1);
    expect(nextWindowSize(1, 60_000)).toBe(1);
    expect(nextWindowSize(1, 0)).toBe(2);
  });
});
