import { VERDICT_RULES, type VerdictRule } from './verdict-rules.ts';

/** Where a conversation stood. `content` begins when the final dot has been given to the connection. */
export type Step = 'connect' | 'login' | 'sender' | 'recipient' | 'data' | 'content';

export interface Reply {
  /** Three digits. */
  code: string;
  /** RFC 3463, e.g. `5.1.1`. */
  enhanced?: string;
  text: string;
}

/** The last word of a conversation: how far it came and what the other side said, if anything. */
export interface Exchange {
  step: Step;
  reply?: Reply;
}

/**
 * What becomes of a mail. `reason` is a code, never the server's words: those may quote an address (ABUSE-5).
 * - `accepted`: the relay has it.
 * - `later`: nothing is decided; `of` says whether the mail or only the connection is to blame. `slows`: whoever goes on as fast
 *   makes it worse, so slow down everything to there (greylisting, 4.7.x, a server that closes).
 * - `failed`: this recipient cannot be reached; `isHard` when trying again another day is useless too.
 * - `uncertain`: it may have been accepted, and nobody can know (SEND-5).
 * - `stop-sender`: the other side objects to us, not to the recipient (SEND-4).
 */
export type Verdict =
  | { outcome: 'accepted' }
  | { outcome: 'later'; of: 'mail' | 'connection'; reason: string; slows?: true }
  | { outcome: 'failed'; isHard: boolean; reason: string }
  | { outcome: 'uncertain'; reason: string }
  | { outcome: 'stop-sender'; reason: string };

/** The first rule that fits decides. For rules of an operator see `verdictRules`. */
export function verdictOf(exchange: Exchange, rules: readonly VerdictRule[] = VERDICT_RULES): Verdict {
  const { step, reply } = exchange;
  if (!reply) {
    return step === 'content'
      ? { outcome: 'uncertain', reason: 'no-answer' }
      : { outcome: 'later', of: 'connection', reason: 'connection' };
  }
  const rule = rules.find((candidate) => fits(candidate, step, reply));
  return decided(rule, reply.enhanced ?? reply.code);
}

/** Reads a reply of one or more lines; undefined when it does not begin with a reply code. [RFC 5321 s.4.2, RFC 2034] */
export function readReply(response: string): Reply | undefined {
  const code = /^[2-5]\d\d(?=[ \-\r\n]|$)/.exec(response)?.[0];
  if (!code) return undefined;
  const text = response.replaceAll(/^[2-5]\d\d[ -]?/gm, '');
  const enhanced = /^([245])\.(\d{1,3})\.(\d{1,3})\b/.exec(text)?.[0];
  // An enhanced code of another class than the reply's contradicts it: the reply is what RFC 5321 makes binding.
  return enhanced?.[0] === code[0] ? { code, enhanced, text } : { code, text };
}

function fits(rule: VerdictRule, step: Step, { code, enhanced = '', text }: Reply): boolean {
  return (
    (!rule.steps || rule.steps.includes(step)) &&
    (!rule.code || rule.code.test(code)) &&
    (!rule.enhanced || rule.enhanced.test(enhanced)) &&
    (!rule.text || rule.text.test(text))
  );
}

function decided(rule: VerdictRule | undefined, reason: string): Verdict {
  const verdict = rule?.verdict ?? 'uncertain';
  const slows = rule?.slows && { slows: rule.slows };
  switch (verdict) {
    case 'accepted':
      return { outcome: 'accepted' };
    case 'later':
      return { outcome: 'later', of: 'mail', reason, ...slows };
    case 'connection-later':
      return { outcome: 'later', of: 'connection', reason, ...slows };
    case 'failed-hard':
    case 'failed-soft':
      return { outcome: 'failed', isHard: verdict === 'failed-hard', reason };
    case 'stop-sender':
      return { outcome: 'stop-sender', reason };
    case 'uncertain':
      return { outcome: 'uncertain', reason };
  }
}
