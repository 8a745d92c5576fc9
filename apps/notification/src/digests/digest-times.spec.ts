import { describe, expect, it } from '@jest/globals';
import { type DigestTimes, dueRun } from './digest-times.ts';

const times: DigestTimes = { hour: 7, weekday: 'monday', missedAfterMinutes: 360 };
const none = { any: undefined, weekly: undefined };
const at = (today: string, hour: number) => ({ today, minute: hour * 60 });

describe('the run of digests that is due', () => {
  it('begins at its hour, once a day', () => {
    expect(dueRun({ today: '2026-03-03', minute: 419 }, times, none)).toBeUndefined();
    expect(dueRun(at('2026-03-03', 7), times, none)).toEqual({ day: '2026-03-03', isWeekly: false });
    expect(dueRun(at('2026-03-03', 8), times, { ...none, any: '2026-03-03' })).toBeUndefined();
  });

  it('has the weekly digests on their day', () => {
    const last = { any: '2026-03-01', weekly: '2026-02-23' };
    expect(dueRun(at('2026-03-02', 7), times, last)).toEqual({ day: '2026-03-02', isWeekly: true });
    expect(dueRun(at('2026-03-02', 7), times, none)).toMatchObject({ isWeekly: true });
    const done = { any: '2026-03-02', weekly: '2026-03-02' };
    expect(dueRun(at('2026-03-03', 7), times, done)).toMatchObject({ isWeekly: false });
  });

  it('SEND-7: is not made up for when it was missed for long; its content goes with the next', () => {
    const last = { any: '2026-03-01', weekly: '2026-02-23' };
    expect(dueRun(at('2026-03-02', 13), times, last)).toMatchObject({ day: '2026-03-02' });
    expect(dueRun(at('2026-03-02', 14), times, last)).toBeUndefined();
    expect(dueRun(at('2026-03-03', 7), times, last)).toEqual({ day: '2026-03-03', isWeekly: true });
  });

  it('does not begin again when the clock is set back', () => {
    expect(dueRun(at('2026-03-02', 7), times, { any: '2026-03-03', weekly: '2026-03-02' })).toBeUndefined();
  });
});
