import type { Words } from '#libs/site';

/** Reasons that have words of their own; all others are codes of mail servers, e.g. `5.1.1`. [RFC 3463] */
export const toldReasons = [
  'withdrew',
  'expired',
  'erased',
  'paused',
  'in-digest',
  'address',
  'content',
  'connection',
  'too-late',
  'no-answer',
  'lease-lost',
  'operator',
  'hard-bounce',
  'soft-bounces',
  'complaint',
  'mailed-unsubscribe',
  'asked-staff',
  'bounce-rate',
  'complaint-rate',
  'content-changed',
  'relay-unreachable',
  'unaccounted',
  'refusals',
  'not-begun',
] as const;

const WINDOW_ENDED = 'window-ended-';

/** Why a resident was not reached, or a dispatch stopped, in words. */
export function reasonInWords(reason: string, words: Words): string {
  if (reason.startsWith(WINDOW_ENDED)) {
    const last = reasonInWords(reason.slice(WINDOW_ENDED.length), words);
    return words('staff.reason.window-ended', { last });
  }
  const told = toldReasons.find((known) => known === reason);
  return told ? words(`staff.reason.${told}`) : words('staff.reason.code', { code: reason });
}
