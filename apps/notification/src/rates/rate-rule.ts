/** What became of a dispatch until now; what came back only since a person last let it go on. */
export interface Rates {
  /** Mails that the relay took. */
  sent: number;
  /** Mails that were refused for good, on the wire. */
  refused: number;
  bounced: number;
  complained: number;
}

/** Shares above which a dispatch stops. */
export interface RateLimits {
  refusedPercent: number;
  bouncePercent: number;
  complaintPerMille: number;
}

/** Of fewer nothing can be said. */
export const LEAST = 50;
/** So many are chance, whatever their share is. */
const CHANCE = 3;

/**
 * SEND-6: why a dispatch has to stop, if it has. Refusals are a share of all that were decided, and what came back is one of what the
 * relay took: what it refused never was on its way.
 */
export function tooMany(
  { sent, refused, bounced, complained }: Rates,
  { refusedPercent, bouncePercent, complaintPerMille }: RateLimits,
): 'refusals' | 'bounce-rate' | 'complaint-rate' | undefined {
  if (isAbove(complained, sent, { limit: complaintPerMille, per: 1000 })) return 'complaint-rate';
  if (isAbove(bounced, sent, { limit: bouncePercent, per: 100 })) return 'bounce-rate';
  if (isAbove(refused, sent + refused, { limit: refusedPercent, per: 100 })) return 'refusals';
  return undefined;
}

function isAbove(count: number, of: number, { limit, per }: { limit: number; per: number }): boolean {
  return of >= LEAST && count > CHANCE && count * per > limit * of;
}
