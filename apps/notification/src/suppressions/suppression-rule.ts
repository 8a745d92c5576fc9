import type { BounceReason } from '../audience/suppress.query.ts';

export interface CountedBounce {
  weight: 'hard' | 'soft' | 'sender';
  at: Date;
}

/** A full mailbox, or a server that is away for a week, is no reason to give somebody up. */
export const SOFT_BOUNCES = 4;
export const SOFT_DAYS = 14;
/** An old one says nothing of today. */
export const FADE_DAYS = 90;

const DAY = 86_400_000;

/**
 * Whether an address is given up: at one hard bounce, or at four soft ones on different days, the first and the last 14 days apart or
 * more. Soft ones fade after 90 days. What is about us counts against nobody (SEND-4).
 * @param after what bounced until then does not count: it was forgiven by a new consent or by a person.
 */
export function suppressionFor(
  bounces: readonly CountedBounce[],
  { now, after }: { now: Date; after?: Date },
): BounceReason | undefined {
  const counted = bounces.filter(({ at }) => after === undefined || at > after);
  if (counted.some(({ weight }) => weight === 'hard')) return 'hard-bounce';
  const soft = counted
    .filter(({ weight, at }) => weight === 'soft' && now.getTime() - at.getTime() < FADE_DAYS * DAY)
    .map(({ at }) => at.getTime());
  const days = new Set(soft.map((at) => Math.floor(at / DAY)));
  const isLong = Math.max(...soft) - Math.min(...soft) >= SOFT_DAYS * DAY;
  return days.size >= SOFT_BOUNCES && isLong ? 'soft-bounces' : undefined;
}
