import type { Verdict } from '#libs/smtp';

export type LetterOutcome =
  /** `isUntried`: it was never handed over, so this was no try. */
  | { state: 'due'; dueAt: Date; reason: string; isUntried?: boolean }
  | { state: 'sent'; reason?: undefined }
  | { state: 'suppressed' | 'failed'; reason: string };

/** Seconds before the second try, the third, and so on; then always the last. */
const WAITS = [5, 15, 60, 300, 900, 1800, 3600, 7200, 14_400];

const AWAY_SECONDS = 60;

/** A repeat has the same Message-ID, but a relay that never answers would repeat for days. */
const UNCERTAIN_TRIES = 3;

/**
 * What becomes of a letter after a try. Unlike a delivery of a dispatch an uncertain letter is sent again: without it a
 * resident waits in vain, and a repeat does no harm.
 */
export function letterOutcome(
  verdict: Verdict,
  { attempts, expiresAt, now }: { attempts: number; expiresAt: Date; now: Date },
): LetterOutcome {
  if (verdict.outcome === 'accepted') return { state: 'sent' };
  const { reason } = verdict;
  if (verdict.outcome === 'failed') return { state: 'failed', reason };
  if (verdict.outcome === 'uncertain' && attempts >= UNCERTAIN_TRIES) return { state: 'failed', reason };
  const step = WAITS[Math.min(attempts, WAITS.length) - 1] ?? 0;
  // A relay that is away is away for everyone: once it is back, nobody should wait for hours.
  const isAway = verdict.outcome === 'later' && verdict.of === 'connection';
  const wait = isAway ? Math.min(step, AWAY_SECONDS) : step;
  const dueAt = new Date(now.getTime() + wait * 1000);
  return dueAt < expiresAt ? { state: 'due', dueAt, reason } : { state: 'failed', reason };
}
