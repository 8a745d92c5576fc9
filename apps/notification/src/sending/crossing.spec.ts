import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Crossing } from './crossing.ts';

describe('a window on its way', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function crossing(mails: number) {
    const one = new Crossing(mails, () => performance.now());
    const told: string[] = [];
    void one.through().then(() => told.push('through'));
    void one.over.then(() => told.push('over'));
    return { one, told };
  }

  it('is over when each of its mails was answered or dropped', async () => {
    const { one, told } = crossing(2);
    one.given(performance.now());
    one.answered();
    await jest.advanceTimersByTimeAsync(0);
    expect(told).toEqual([]);
    one.dropped();
    await jest.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['through', 'over']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is over at once without a mail', async () => {
    const { one } = crossing(0);
    await one.through();
    expect([one.isOver, jest.getTimerCount()]).toEqual([true, 0]);
  });

  it('is through when all that is left has been in sessions for more than a second', async () => {
    const { one, told } = crossing(2);
    one.given(performance.now());
    await jest.advanceTimersByTimeAsync(5000);
    expect(told).toEqual([]);
    one.given(performance.now());
    await jest.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([]);
    await jest.advanceTimersByTimeAsync(200);
    expect(told).toEqual(['through']);
    one.answered();
    one.returned();
    one.dropped();
    await jest.advanceTimersByTimeAsync(0);
    expect([told, jest.getTimerCount()]).toEqual([['through', 'over'], 0]);
  });
});
