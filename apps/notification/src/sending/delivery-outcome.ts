import type { Verdict } from '#libs/smtp';
import { MOST_UNCERTAIN, type UncertainRule } from './uncertain-rule.ts';

export type DeliveryOutcome =
  | { state: 'accepted'; reason?: undefined }
  | { state: 'failed' | 'uncertain'; reason: string }
  /** `isUntried`: it was never handed over, so this was no attempt. */
  | { state: 'deferred'; reason: string; dueAt: Date; isUntried?: boolean }
  | { state: 'suppressed'; reason: string; ledgerIndex: string };

interface Circumstances {
  /** How often it was tried, this time included. */
  attempts: number;
  now: Date;
  windowEndsAt: Date;
  uncertain: UncertainRule;
  /** Gives a number from 0 to 1: spreads the next tries, so that a relay does not meet all of them at once. */
  jitter: () => number;
}

/** Minutes before the second try, the third, and so on; then always the last. */
const WAITS = [1, 5, 15, 30, 60, 120, 240];
const CONNECTION_SECONDS = 10;
const MINUTE = 60_000;

/** SEND-4: what the statement will say of one resident, and when it is tried again if nothing is decided. */
export function deliveryOutcome(verdict: Verdict, circumstances: Circumstances): DeliveryOutcome {
  const { now, windowEndsAt } = circumstances;
  switch (verdict.outcome) {
    case 'accepted':
      return { state: 'accepted' };
    case 'failed':
      return { state: 'failed', reason: verdict.reason };
    case 'uncertain':
      return uncertainOutcome(verdict.reason, circumstances);
    case 'stop-sender':
      // Nobody is blamed: it waits for the person who lets the dispatch go on.
      return { state: 'deferred', reason: verdict.reason, dueAt: now };
    case 'later': {
      const dueAt = new Date(now.getTime() + wait(verdict, circumstances));
      return dueAt < windowEndsAt
        ? { state: 'deferred', reason: verdict.reason, dueAt }
        : { state: 'failed', reason: `window-ended-${verdict.reason}` };
    }
  }
}

/** SEND-5: held, unless the rule is to send again; then a few times at most, with the same Message-ID. */
function uncertainOutcome(
  reason: string,
  { now, windowEndsAt, uncertain, attempts }: Circumstances,
): DeliveryOutcome {
  const dueAt = new Date(now.getTime() + MINUTE);
  const isAgain = uncertain === 'send-again' && attempts < MOST_UNCERTAIN && dueAt < windowEndsAt;
  return isAgain ? { state: 'deferred', reason, dueAt } : { state: 'uncertain', reason };
}

function wait(
  { of, reason }: Extract<Verdict, { outcome: 'later' }>,
  { attempts, jitter }: Circumstances,
): number {
  if (reason === 'too-late') return 0;
  const spread = 0.8 + 0.4 * jitter();
  // The connection broke and not the mail was refused: soon again, but not at once, for the mail may be what breaks it.
  if (of === 'connection') return Math.min(2 ** attempts * CONNECTION_SECONDS * 1000, 15 * MINUTE) * spread;
  return (WAITS[Math.min(attempts, WAITS.length) - 1] ?? 0) * MINUTE * spread;
}
