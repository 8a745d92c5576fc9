import { describe, expect, it } from '@jest/globals';
import { StageTimes } from './stage-times.ts';

/** A clock that work moves on. */
function stopwatch() {
  let moment = 0;
  const times = new StageTimes(() => moment);
  const takes = (milliseconds: number) => () => {
    moment += milliseconds;
    return milliseconds;
  };
  return { times, takes };
}

describe('the times of stages', () => {
  it('are added up over all batches, and told once', async () => {
    const { times, takes } = stopwatch();
    times.count(100);
    times.count(20);
    await times.during('check', async () => takes(3)());
    await times.during('check', async () => takes(4)());
    times.add('read', 2);
    expect(times.take()).toEqual({
      mails: 120,
      milliseconds: { read: 2, check: 7, render: 0, sign: 0, wire: 0, record: 0 },
    });
    expect(times.take().mails).toBe(0);
  });

  it('count what is rendered while something else runs once', async () => {
    const { times, takes } = stopwatch();
    await times.during('wire', async () => {
      takes(10)();
      expect(times.rendering(takes(6), 'wire')).toBe(6);
    });
    expect(times.take().milliseconds).toMatchObject({ render: 6, wire: 10 });
  });

  it('count also what failed', async () => {
    const { times, takes } = stopwatch();
    const failing = times.during('record', async () => {
      takes(5)();
      throw new Error('away');
    });
    await expect(failing).rejects.toThrow('away');
    expect(times.take().milliseconds.record).toBe(5);
  });
});
