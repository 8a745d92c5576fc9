import { type ContentForm, checkContent, type Envelope, needsSmtpUtf8, UnsafeAddress } from '#libs/mail';
import type { Offers } from './offers.ts';
import type { Verdict } from './verdict.ts';
import { type Command, NEEDS_SMTPUTF8, TOO_LARGE, type Turn } from './wire-mail.ts';

/** What would end a path or its command line. `envelopeOf` lets none of it through; here is the wire itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
const BREAKS_A_PATH = /[\x00-\x20<>\x7f]/;

/**
 * Makes a mail's content and looks at all of it, so that nothing has to be taken back later.
 * @returns a verdict when the relay need not be asked.
 * @throws UnsafeAddress, UnsafeContent, and what the making of the content throws.
 */
export function prepare(turn: Turn, offers: Offers, form: ContentForm): Verdict | undefined {
  const { envelope } = turn.mail;
  checkPath(envelope.from, 'sender');
  checkPath(envelope.to, 'recipient');
  const isInternational = needsSmtpUtf8(envelope);
  if (isInternational && !offers.smtpUtf8) return NEEDS_SMTPUTF8;
  const content = turn.mail.octets(form);
  if (!turn.mail.isChecked) checkContent(content, form, isInternational ? 'eight-bit' : undefined);
  if (offers.size && content.length > offers.size) return TOO_LARGE;
  turn.content = content;
  return undefined;
}

/** The commands as octets that leave together; whatever lies between two contents is one piece. */
export function compose(commands: readonly Command[], offers: Offers, form: ContentForm): Buffer[] {
  const pieces: Buffer[] = [];
  let words = '';
  for (const command of commands) {
    if (command.step !== 'body' && command.step !== 'content') {
      words += line(command, offers);
      continue;
    }
    const { step, turn } = command;
    const content = turn.content as Buffer;
    if (form === 'plain' && !turn.isHeldBack) words += `BDAT ${content.length} LAST\r\n`;
    if (words) pieces.push(Buffer.from(words));
    // The end that makes it a mail: the final dot, or the last two of the octets that were announced.
    const end = step === 'body' && form === 'plain' ? content.length - 2 : content.length;
    if (end > 0) pieces.push(content.subarray(0, end));
    turn.content = step === 'body' ? content.subarray(end) : undefined;
    turn.isHeldBack = step === 'body';
    words = step === 'content' && form === 'stuffed' ? '.\r\n' : '';
  }
  if (words) pieces.push(Buffer.from(words));
  return pieces;
}

function line(command: Exclude<Command, { step: 'body' | 'content' }>, offers: Offers): string {
  const { step, turn } = command;
  switch (step) {
    case 'reset':
      return 'RSET\r\n';
    case 'sender':
      return mailFrom(turn.mail.envelope, turn.content?.length ?? 0, offers);
    case 'recipient':
      // A failure is reported; success and delay are not worth a mail for each resident.
      return `RCPT TO:<${turn.mail.envelope.to}>${offers.dsn ? ' NOTIFY=FAILURE' : ''}\r\n`;
    case 'data':
      return 'DATA\r\n';
    case 'void':
      return '.\r\n';
  }
}

/** SIZE is an estimate (RFC 1870 s.6.1): stuffed dots are counted. BODY as RFC 6531 s.3.6 wants it with SMTPUTF8. */
function mailFrom(envelope: Envelope, octets: number, offers: Offers): string {
  const size = offers.size === undefined ? '' : ` SIZE=${octets}`;
  const utf8 = needsSmtpUtf8(envelope) ? `${offers.eightBitMime ? ' BODY=8BITMIME' : ''} SMTPUTF8` : '';
  return `MAIL FROM:<${envelope.from}>${size}${utf8}${offers.dsn ? ' RET=HDRS' : ''}\r\n`;
}

/** MAIL-1 */
function checkPath(path: string, role: UnsafeAddress['role']): void {
  if (path === '' || BREAKS_A_PATH.test(path)) throw new UnsafeAddress(role);
}
