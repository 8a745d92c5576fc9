import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '#libs/smtp';
import { letterOutcome } from './letter-outcome.ts';

const now = new Date('2026-03-02T15:00:00Z');
const expiresAt = new Date('2026-03-09T15:00:00Z');
const outcome = (verdict: Verdict, changes: { attempts?: number; now?: Date } = {}) =>
  letterOutcome(verdict, { attempts: 1, now, expiresAt, ...changes });

const later: Verdict = { outcome: 'later', of: 'mail', reason: '4.2.0' };

describe('letterOutcome', () => {
  it('SEND-4: waits longer after each refusal', () => {
    const waits = [1, 2, 3, 4, 9, 40].map((attempts) => {
      const result = outcome(later, { attempts });
      return result.state === 'due' ? (result.dueAt.getTime() - now.getTime()) / 1000 : undefined;
    });
    expect(waits).toEqual([5, 15, 60, 300, 14_400, 14_400]);
  });

  it('waits a minute at most for a relay that cannot be reached', () => {
    const away: Verdict = { outcome: 'later', of: 'connection', reason: 'connection' };
    expect(outcome(away, { attempts: 9 })).toMatchObject({ dueAt: new Date('2026-03-02T15:01:00Z') });
  });

  it('ASK-6: is not tried again beyond its expiry', () => {
    expect(outcome(later, { now: new Date('2026-03-09T14:59:58Z') })).toEqual({
      state: 'failed',
      reason: '4.2.0',
    });
  });

  it('a letter that may not have arrived is sent again: a resident waits for it; but not for ever', () => {
    const uncertain: Verdict = { outcome: 'uncertain', reason: 'no-answer' };
    expect(outcome(uncertain)).toMatchObject({ state: 'due' });
    expect(outcome(uncertain, { attempts: 2 })).toMatchObject({ state: 'due' });
    expect(outcome(uncertain, { attempts: 3 })).toEqual({ state: 'failed', reason: 'no-answer' });
  });

  it.each<[Verdict, object]>([
    [{ outcome: 'accepted' }, { state: 'sent' }],
    [
      { outcome: 'failed', isHard: false, reason: '5.2.2' },
      { state: 'failed', reason: '5.2.2' },
    ],
    [
      { outcome: 'stop-sender', reason: '5.7.1' },
      { state: 'due', reason: '5.7.1' },
    ],
  ])('%j leads to %j', (verdict, expected) => {
    expect(outcome(verdict)).toMatchObject(expected);
  });
});
