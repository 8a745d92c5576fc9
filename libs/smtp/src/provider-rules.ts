import type { VerdictRule } from './verdict-rules.ts';

/**
 * What the large providers mean by replies that RFC 3463 alone would read wrongly, and how they say that we go too fast. Such a
 * reply reaches us where a relay hands on at once, or where we speak to their servers ourselves. A provider's own words may change;
 * an operator puts new ones into VERDICT_RULES_FILE.
 */
export const PROVIDER_RULES: readonly VerdictRule[] = [
  {
    code: /^4/,
    text: /\bTSS?\d\d\b|temporarily deferred due to/i,
    slows: true,
    verdict: 'later',
    why: 'Yahoo [TSS04], [TS01]: too much at once, or complaints; it goes on deferring whoever goes on as fast',
  },
  {
    code: /^4/,
    enhanced: /^4\.7\./,
    slows: true,
    verdict: 'later',
    why: 'Gmail 4.7.28 (rate) and 4.7.23–32 (authentication, before it refuses), Microsoft 4.7.500 and 4.7.650, Apple [CT], greylisting',
  },
  {
    code: /^4/,
    text: /gr[ea]y-?list|throttl|too (many|fast|quickly)|rate (limit|exceeded)|rate .{0,20}exceeded|try again later.{0,40}(rate|volume)/i,
    slows: true,
    verdict: 'later',
    why: 'said in words: greylisting (450, 451), Amazon SES “454 Throttling failure”, Comcast RL00000x',
  },
  {
    code: /^4/,
    enhanced: /^4\.(3\.|4\.5)/,
    slows: true,
    verdict: 'later',
    why: 'the system itself is short of room or time (4.3.1, 4.3.2, 4.4.5): more of ours does not help it',
  },
  {
    steps: ['recipient', 'content'],
    enhanced: /^5\.5\.0$/,
    text: /mailbox unavailable/i,
    verdict: 'failed-hard',
    why: 'Outlook.com says “550 5.5.0 Requested action not taken: mailbox unavailable” for an address that nobody has',
  },
  {
    enhanced: /^5\.4\.1$/,
    text: /access denied/i,
    verdict: 'failed-soft',
    why: 'Microsoft 365 says so for an address that nobody has, and also while a domain is being moved: one alone proves nothing',
  },
  {
    code: /^5/,
    text: /\bdd (this user doesn't have|sorry, your message.{0,80}cannot be delivered|requested mail action aborted, mailbox not found)/i,
    verdict: 'failed-hard',
    why: 'Yahoo and AOL after the final dot: “554 delivery error: dd This user doesn’t have a … account”; disabled accounts too',
  },
  {
    code: /^5/,
    text: /\b(SC|DY|OU)-00\d\b|\b(S3140|S3150)\b/,
    verdict: 'stop-sender',
    why: "Outlook.com: the relay's network or its reputation is blocked",
  },
  {
    code: /^5/,
    text: /\[(BL|TSS|CS|HM)\d\d\]/,
    verdict: 'stop-sender',
    why: 'Yahoo [BL21] [TSS09], Apple [CS01] [HM08]: blocked for what we send or where it comes from',
  },
  {
    enhanced: /^5\.(4\.5|1\.90)$/,
    verdict: 'stop-sender',
    why: "Google's relay 5.4.5 and Microsoft 5.1.90: our limit of the day is used up",
  },
];
