import { PROVIDER_RULES } from './provider-rules.ts';
import type { Step } from './verdict.ts';

/** Everything that a rule names must fit; what it does not name does not matter. */
export interface VerdictRule {
  steps?: readonly Step[];
  code?: RegExp;
  enhanced?: RegExp;
  text?: RegExp;
  verdict:
    | 'accepted'
    | 'later'
    | 'connection-later'
    | 'failed-hard'
    | 'failed-soft'
    | 'stop-sender'
    | 'uncertain';
  /** With `later`: going on as fast would make it worse, for every mail to there. */
  slows?: true;
  /** What it means and where that was learned. */
  why: string;
}

const SPAM = /spam|reputation|block(ed|list)|blacklist|dnsbl|\brbl\b|spamhaus|policy|dmarc|\bspf\b|dkim/i;
const UNKNOWN =
  /(user|mailbox|recipient|address|account).{0,40}(unknown|not found|does not exist|doesn't exist|disabled)|no such (user|mailbox|recipient)|unknown (user|mailbox|recipient)/i;

/** What no rule of a provider or an operator can change: accepted is what was accepted. [RFC 5321 s.4.2] */
const PROTOCOL_RULES: readonly VerdictRule[] = [
  {
    steps: ['content'],
    code: /^2/,
    verdict: 'accepted',
    why: 'RFC 5321 s.6.1: the relay took responsibility',
  },
  {
    steps: ['content'],
    code: /^3/,
    verdict: 'uncertain',
    why: 'no reply to a final dot; it may have been taken',
  },
  {
    code: /^[23]/,
    verdict: 'connection-later',
    why: 'not an answer to what was asked, and nothing was sent yet',
  },
  {
    code: /^421$/,
    slows: true,
    verdict: 'connection-later',
    why: 'RFC 5321 s.3.8: the server is closing, whatever it answers; most say so when we come too often',
  },
  {
    steps: ['connect', 'login'],
    code: /^4/,
    slows: true,
    verdict: 'connection-later',
    why: 'no mail was spoken of yet',
  },
];

/** The first that fits decides, so the particular stands before the general. [RFC 5321 s.4.2, RFC 3463, RFC 5248] */
const GENERAL_RULES: readonly VerdictRule[] = [
  { code: /^4/, verdict: 'later', why: 'RFC 5321 s.4.2.1: transient' },
  { code: /^503$/, verdict: 'connection-later', why: 'the session was in the wrong state, not the mail' },

  { steps: ['connect', 'login', 'sender'], verdict: 'stop-sender', why: 'no recipient was named yet' },
  {
    enhanced: /^5\.7\./,
    verdict: 'stop-sender',
    why: 'policy, authentication, reputation: Gmail 5.7.26, Microsoft 5.7.515',
  },
  { enhanced: /^5\.1\.[78]$/, verdict: 'stop-sender', why: "the sender's address is refused" },

  {
    enhanced: /^5\.1\.([1-36]|10)$/,
    verdict: 'failed-hard',
    why: 'no such mailbox or domain; 5.1.10: null MX (RFC 7505)',
  },
  { enhanced: /^5\.2\.1$/, verdict: 'failed-hard', why: 'the mailbox is disabled' },
  { enhanced: /^5\.2\./, verdict: 'failed-soft', why: 'full, or too small for this mail' },
  { enhanced: /^5\.4\./, verdict: 'failed-soft', why: "routing at the recipient's side" },
  {
    enhanced: /^5\.6\.7$/,
    verdict: 'failed-soft',
    why: 'RFC 6531: the address needs SMTPUTF8 on the whole way',
  },
  {
    enhanced: /^5\.(3\.4|5\.|6\.)/,
    verdict: 'stop-sender',
    why: 'size, protocol, content: every mail of ours is alike',
  },

  {
    steps: ['recipient'],
    text: /relay(ing)?\b.{0,20}(denied|not (permitted|allowed))/i,
    verdict: 'stop-sender',
    why: 'we may not send through this relay',
  },
  {
    steps: ['recipient'],
    text: UNKNOWN,
    verdict: 'failed-hard',
    why: 'said in words by servers without enhanced codes',
  },
  { text: SPAM, verdict: 'stop-sender', why: 'said in words by servers without enhanced codes' },
  { code: /^552$/, verdict: 'failed-soft', why: "RFC 5321 s.4.5.3.1.10: the recipient's storage" },
  { steps: ['recipient'], verdict: 'failed-soft', why: 'unknown words about one recipient count little' },
  { verdict: 'stop-sender', why: 'refused after the recipient was accepted: the mail, which is ours' },
];

/** Rules of an operator stand before ours, but not before what SMTP itself says. */
export function verdictRules(own: readonly VerdictRule[] = []): readonly VerdictRule[] {
  return [...PROTOCOL_RULES, ...own, ...PROVIDER_RULES, ...GENERAL_RULES];
}

export const VERDICT_RULES = verdictRules();
