import type { Correspondence, LeaveWish } from './returned.ts';

/** Longer ones say something else beside it, and a person reads them. */
const LINE_CHARACTERS = 80;

/** Where an answer ends and what it answers begins. */
const QUOTE =
  /^(?:>|-{2,}|_{5,}|on .{1,200} wrote:|le .{1,200} a écrit\s?:|from: |de\s?: |sent from my|envoyé de(?:puis)? mon|begin forwarded)/i;

const ME = '(?:\\s+(?:me|us|moi|nous))?';
const THANKS = "(?:[\\s,.!]*(?:please|now|thanks|thank you|merci|svp|s'il vous plaît|s’il vous plaît))?";
const OF_IT =
  '(?:\\s+(?:all|these|those|this|the|your|sending|mailing|emailing|me|from|e-?mails?|mails?|messages?|list|updates?|notices?|newsletters?|courriels?|de|des|du|la|les|cette|ces|vos|liste|tout)){0,6}';

/** Only what can mean nothing else: everything else is for a person to read. */
const WISH = new RegExp(
  `^\\W*(?:please[\\s,]+|kindly\\s+|veuillez\\s+)?(?:unsubscribe|un-subscribe|stop|remove me|opt[ -]?out|(?:me\\s+)?d[ée]sabonner|d[ée]sabonnez-moi|d[ée]sabonnement|(?:me\\s+)?d[ée]sinscrire|d[ée]sinscrivez-moi|arr[êe]t(?:ez)?)${ME}${OF_IT}${THANKS}\\W*$`,
  'iu',
);

/** Of `unsubscribe <token>` or `unsubscribe everything <token>`, as our List-Unsubscribe header gives it; not checked yet. */
export function wishInSubject(subject: string): Pick<LeaveWish, 'token' | 'scope'> | undefined {
  const [, everything, token] = /^\s*unsubscribe[\s:]+(everything\s+)?([\w-]{54})\s*$/i.exec(subject) ?? [];
  return token === undefined ? undefined : { token, scope: everything ? 'everything' : 'topic' };
}

/** LEAVE-5: the subject, or the first line of their own, says that they want to leave and nothing else. */
export function readLeaveWish(correspondence: Correspondence): LeaveWish | undefined {
  const subject = correspondence.subject.replace(/^\s*(?:(?:re|tr|fwd?|rép)\s?:\s*)+/i, '');
  const isWish = [subject, firstLine(correspondence.text)].some(
    (line) => line.length <= LINE_CHARACTERS && WISH.test(line),
  );
  return isWish ? { kind: 'unsubscribe', ...correspondence } : undefined;
}

/** The first line that is not empty, unless what is answered begins there. */
function firstLine(text: string): string {
  const line =
    text
      .slice(0, 4000)
      .split(/\r?\n/)
      .find((each) => each.trim() !== '')
      ?.trim() ?? '';
  return QUOTE.test(line) ? '' : line;
}
