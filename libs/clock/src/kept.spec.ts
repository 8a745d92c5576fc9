import { describe, expect, it } from '@jest/globals';
import { Kept } from './kept.ts';

function keeping(milliseconds: number) {
  const time = { now: 0 };
  const kept = new Kept<number>(milliseconds, () => time.now);
  const reads = { count: 0 };
  const get = (key = 'a') =>
    kept.get(key, async () => {
      reads.count += 1;
      return reads.count;
    });
  return { time, kept, get, reads };
}

describe('what is kept', () => {
  it('is read once for all who ask, and again when its time is over', async () => {
    const { time, get } = keeping(1000);
    expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
    time.now = 999;
    expect(await get()).toBe(1);
    time.now = 1000;
    expect(await get()).toBe(2);
  });

  it('is one value for each key, and none after it was forgotten', async () => {
    const { kept, get } = keeping(1000);
    expect([await get('a'), await get('b'), await get('a')]).toEqual([1, 2, 1]);
    kept.forget();
    expect(await get('a')).toBe(3);
  });

  it('is read each time when it may not be kept', async () => {
    const { get } = keeping(0);
    expect([await get(), await get()]).toEqual([1, 2]);
  });

  it('is nothing when reading fails: the next one asks again', async () => {
    const { kept } = keeping(1000);
    await expect(kept.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await kept.get('a', async () => 7)).toBe(7);
  });

  it('does not grow without end', async () => {
    const { get, reads } = keeping(1000);
    for (let key = 0; key < 501; key += 1) await get(String(key));
    await get('0');
    expect(reads.count).toBe(502);
  });
});
