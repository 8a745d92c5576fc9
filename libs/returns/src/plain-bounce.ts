import type { Email } from 'postal-mime';
import { bounceOf } from './bounce.ts';
import { addressOf } from './correspondence.ts';
import { headerOf } from './report-parts.ts';
import type { Returned } from './returned.ts';

/** What is quoted of our own mail comes later, and has numbers of its own. */
const TEXT_CHARACTERS = 8192;

/** How those who do not speak RFC 3464 begin. */
const SIGNS: readonly RegExp[] = [
  // qmail, QSBMF
  /^Hi\. This is the /m,
  // Exim
  /This message was created automatically by mail delivery software/i,
  // Exchange, Outlook
  /Your message (?:to .{1,300})?(?:couldn't be|could not be|was not|wasn't) delivered|did not reach (?:some or all of )?the (?:intended )?recipient|Delivery has failed to these recipients/i,
  // Postfix without a report
  /This is the mail system at host/i,
  // Yahoo and others
  /(?:unable to deliver|could not be delivered|couldn't be delivered|delivery .{0,40}failed permanently|undeliverable|permanent (?:fatal )?errors?)/i,
  /(?:n'a pas pu être (?:remis|livré|distribué)|n’a pas pu être (?:remis|livré|distribué)|échec de (?:la )?(?:remise|distribution))/i,
];

const SUBJECT =
  /undeliver|delivery (?:status notification|has failed|failure|failed)|returned mail|failure notice|mail delivery (?:failed|failure|system)|non[- ]remis|échec de (?:la )?(?:remise|distribution)/i;
const DELAY =
  /delay|retard|warning|still (?:being )?(?:retried|trying)|will be retried|has not (?:yet )?been delivered|you do not need to (?:do|resend)/i;
const DAEMON = /^(?:mailer-daemon|mail-daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]*)@/i;

/**
 * A bounce in plain words. Our return path says whose it is; here is only looked for what went wrong. It must come from the empty
 * sender or a mail system, and say so in its words too: else a person's mail that quotes one would count.
 * @returns undefined when it is none.
 */
export function readPlainBounce(email: Email, sender: string): Returned | undefined {
  const text = (email.text ?? '').slice(0, TEXT_CHARACTERS);
  const subject = (email.subject ?? '').slice(0, 400);
  const isFromSystem = sender === '' || DAEMON.test(sender) || DAEMON.test(addressOf(email.from));
  const says = SUBJECT.test(subject) || SIGNS.some((sign) => sign.test(text));
  const names = headerOf(email, 'x-failed-recipients') !== '';
  if (!(isFromSystem && says) && !(names && (isFromSystem || says))) return undefined;
  if (DELAY.test(subject) || /^.{0,600}\bTHIS IS A WARNING MESSAGE ONLY/is.test(text))
    return { kind: 'automatic' };
  return bounceOf({ diagnostic: answerIn(text), status: statusIn(text) });
}

/** `550 5.1.1 …`, `550-5.1.1 …`, `550 No such user`: the line of a server that was quoted. */
function answerIn(text: string): string {
  return /(?<![\d.])(?:55[0-9]|54[0-9]|50[0-9]|45[0-9]|42[0-9])[ -][^\r\n]{1,300}/.exec(text)?.[0] ?? '';
}

/** `#5.1.1`, `(5.2.2)`, `Status: 5.0.0` */
function statusIn(text: string): string {
  return /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]\d)/.exec(text)?.[0] ?? wordsIn(text);
}

/** Nothing but words: what they mean is what a code would have said. */
function wordsIn(text: string): string {
  if (/mailbox (?:is )?(?:full|exceeded)|quota|over quota|boîte (?:aux lettres )?pleine/i.test(text))
    return '5.2.2';
  if (
    /no such (?:user|mailbox|address)|(?:user|mailbox|account) (?:unknown|not found|does not exist|doesn't exist|is disabled)|unknown user|no mailbox here by that name|doesn't have an? .{1,40} account/i.test(
      text,
    )
  )
    return '5.1.1';
  return '';
}
