/** What became of a mail: `Verdict` of `#libs/smtp` fits. `reason` is a code, e.g. `4.7.1`. */
export interface Answer {
  outcome: string;
  of?: string;
  reason?: string;
}

/**
 * What an answer says about the lane.
 * - `well`: they talk to us.
 * - `nothing`: it is about one mailbox, about the relay, or about us.
 * - `slower`: they have too much now, or want to see us again later.
 * - `strike`: they want less from us, and say so.
 */
export type Sign = 'well' | 'nothing' | 'slower' | 'strike';

/** 4.1.x: the address. 4.2.1 and 4.2.2: one mailbox is closed or full; 4.2.0 is how many servers greylist. */
const ONE_MAILBOX = /^4\.(1\.|2\.[1-9])/;
/** RFC 3463 s.3.8: policy, which is also greylisting, rate and reputation. 421: they hang up. */
const STRIKE = /^(421$|4\.7\.)/;

/** [RFC 5321 s.4.2, RFC 3463] */
export function signOf({ outcome, of, reason = '' }: Answer): Sign {
  // Whoever refuses one recipient for good has nothing against us.
  if (outcome === 'accepted' || outcome === 'failed') return 'well';
  if (outcome !== 'later') return 'nothing';
  if (STRIKE.test(reason)) return 'strike';
  // A lost connection or a mail that was held back here says nothing about where it was going.
  if (of === 'connection') return 'nothing';
  return /^4/.test(reason) && !ONE_MAILBOX.test(reason) ? 'slower' : 'nothing';
}
