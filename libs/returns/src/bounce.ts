import { readReply, verdictOf } from '#libs/smtp';
import type { Bounce } from './returned.ts';

interface Told {
  /** What a server answered, e.g. `550 5.1.1 unknown`; may be anything. */
  diagnostic: string;
  /** RFC 3463, e.g. `5.1.1`; may be empty. */
  status: string;
}

const STATUS = /^\D{0,3}([45])\.(\d{1,3})\.(\d{1,3})/;

/** Weighs what a report says by the same rules as a reply on the wire, for it was one to somebody on the way. */
export function bounceOf({ diagnostic, status }: Told): Bounce {
  const [, kind = '', subject = '', detail = ''] = STATUS.exec(status) ?? [];
  const enhanced = kind && `${kind}.${subject}.${detail}`;
  const said = readReply(diagnostic.slice(0, 2000));
  const reply = said ?? (kind ? { code: `${kind}50`, text: diagnostic.slice(0, 2000) } : undefined);
  if (!reply) return { kind: 'bounce', weight: 'soft', reason: 'unclear' };
  // 5.0.0 is what a reporter writes who knows nothing: the reply that it quotes says more.
  const known = reply.enhanced ?? (enhanced && !/^[45]\.0\.0$/.test(enhanced) ? enhanced : undefined);
  const agrees = known?.[0] === reply.code[0];
  return weighed(
    verdictOf({ step: 'recipient', reply: { ...reply, ...(known && agrees && { enhanced: known }) } }),
  );
}

/** Weighs a code alone, e.g. `5.1.1` or `550`, as a verdict names it. */
export function weighReason(reason: string): Bounce['weight'] {
  return bounceOf({ diagnostic: /^\d{3}$/.test(reason) ? reason : '', status: reason }).weight;
}

function weighed(verdict: ReturnType<typeof verdictOf>): Bounce {
  switch (verdict.outcome) {
    case 'failed':
      return { kind: 'bounce', weight: verdict.isHard ? 'hard' : 'soft', reason: verdict.reason };
    case 'stop-sender':
      return { kind: 'bounce', weight: 'sender', reason: verdict.reason };
    // Whoever reports a 4xx as a failure has given up trying: it is over, and another day may be better.
    case 'later':
    case 'uncertain':
      return { kind: 'bounce', weight: 'soft', reason: verdict.reason };
    case 'accepted':
      return { kind: 'bounce', weight: 'soft', reason: 'unclear' };
  }
}
