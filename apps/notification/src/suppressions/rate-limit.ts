import type { ReturnRates } from './return-rates.query.ts';

export interface RateLimits {
  bouncePercent: number;
  complaintPerMille: number;
}

/** Of fewer nothing can be said. */
export const LEAST_SENT = 50;

/** SEND-6: why a dispatch has to stop, if it has. Three are chance, whatever their share is. */
export function tooMany(
  { sent, bounced, complained }: ReturnRates,
  { bouncePercent, complaintPerMille }: RateLimits,
): 'bounce-rate' | 'complaint-rate' | undefined {
  if (sent < LEAST_SENT) return undefined;
  if (complained > 3 && complained * 1000 > complaintPerMille * sent) return 'complaint-rate';
  if (bounced > 3 && bounced * 100 > bouncePercent * sent) return 'bounce-rate';
  return undefined;
}
