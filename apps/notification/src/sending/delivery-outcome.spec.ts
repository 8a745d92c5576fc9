import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '#libs/smtp';
import { deliveryOutcome } from './delivery-outcome.ts';
import type { UncertainRule } from './uncertain-rule.ts';

const now = new Date('2026-03-02T15:00:00Z');
const windowEndsAt = new Date('2026-03-03T15:00:00Z');

const outcome = (
  verdict: Verdict,
  changes: { attempts?: number; jitter?: () => number; now?: Date; uncertain?: UncertainRule } = {},
) =>
  deliveryOutcome(verdict, {
    attempts: 1,
    jitter: () => 0.5,
    now,
    windowEndsAt,
    uncertain: 'hold',
    ...changes,
  });
const seconds = (result: ReturnType<typeof outcome>) =>
  result.state === 'deferred' ? Math.round((result.dueAt.getTime() - now.getTime()) / 1000) : undefined;

const later: Verdict = { outcome: 'later', of: 'mail', reason: '4.2.0' };

describe('deliveryOutcome', () => {
  it('SEND-4: waits longer after each refusal, for some hours at most', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 30].map(
      (attempts) => (seconds(outcome(later, { attempts })) ?? 0) / 60,
    );
    expect(minutes).toEqual([1, 5, 15, 30, 60, 120, 240, 240, 240]);
  });

  it('SEND-4: spreads the next tries', () => {
    expect(seconds(outcome(later, { jitter: () => 0 }))).toBe(48);
    expect(seconds(outcome(later, { jitter: () => 1 }))).toBe(72);
  });

  it('SEND-4: ends with the window, and says what was answered last', () => {
    const late = new Date('2026-03-03T14:59:30Z');
    expect(outcome(later, { now: late })).toEqual({ state: 'failed', reason: 'window-ended-4.2.0' });
  });

  it('a broken connection is tried again soon, but not without end at once: the mail may be what breaks it', () => {
    const broken: Verdict = { outcome: 'later', of: 'connection', reason: 'connection' };
    expect([1, 2, 3, 12].map((attempts) => seconds(outcome(broken, { attempts })))).toEqual([
      20, 40, 80, 900,
    ]);
  });

  it('SEND-1: a mail that was held back because its check grew old is checked again at once', () => {
    expect(seconds(outcome({ outcome: 'later', of: 'connection', reason: 'too-late' }))).toBe(0);
  });

  it('SEND-4: an objection to us leaves the resident undecided', () => {
    expect(outcome({ outcome: 'stop-sender', reason: '5.7.1' })).toEqual({
      state: 'deferred',
      reason: '5.7.1',
      dueAt: now,
    });
  });

  it('SEND-5: uncertain stays uncertain', () => {
    expect(outcome({ outcome: 'uncertain', reason: 'no-answer' })).toEqual({
      state: 'uncertain',
      reason: 'no-answer',
    });
  });

  it('SEND-5: or is sent again where the rule says so, a few times and within the window', () => {
    const uncertain: Verdict = { outcome: 'uncertain', reason: 'no-answer' };
    const states = [1, 2, 3].map(
      (attempts) => outcome(uncertain, { attempts, uncertain: 'send-again' }).state,
    );
    expect(states).toEqual(['deferred', 'deferred', 'uncertain']);
    const late = new Date('2026-03-03T14:59:30Z');
    expect(outcome(uncertain, { now: late, uncertain: 'send-again' }).state).toBe('uncertain');
  });
});
