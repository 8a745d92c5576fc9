import MailComposer from 'nodemailer/lib/mail-composer';
import { checkContent } from './content-guard.ts';
import { type Envelope, envelopeOf } from './envelope.ts';
import { headerText, headerToken } from './header-value.ts';

export interface Mail {
  /** Its address is also the envelope's sender, unless there is a return path. */
  from: { name: string; address: string };
  /** Where it bounces to (VERP, RFC 3464). */
  returnPath?: string | undefined;
  /** Exactly one resident. */
  to: string;
  /** Where an answer goes. */
  replyTo?: string;
  subject: string;
  /** With angle brackets; see `messageId`. */
  messageId: string;
  sentAt: Date;
  language: string;
  text: string;
  html: string;
  /** For programs: printable ASCII. */
  headers?: Record<string, string>;
  attachments?: Attachment[];
  /** Letters and digits that tell the parts of the mail apart, and that stand in none of them; by default random. */
  boundary?: string;
}

/** A file of text that arrives octet for octet, whatever its line ends. */
export interface Attachment {
  /** Letters, digits, `.`, `_` and `-`, so that no mail program has to guess. */
  name: string;
  content: string;
}

export interface ComposedMail {
  envelope: Envelope;
  /** RFC 5322 with CRLF; dots are not stuffed yet. */
  content: Buffer;
}

/**
 * Builds a mail to one address with nodemailer's composer, text and HTML part in quoted-printable, attachments in base64.
 * @throws UnsafeHeader for a header value with a line break, UnsafeAddress for anything but one address.
 */
export async function composeMail(mail: Mail): Promise<ComposedMail> {
  const { from: author } = envelopeOf({ from: mail.from.address, to: mail.to });
  const envelope = envelopeOf({ from: mail.returnPath ?? mail.from.address, to: mail.to });
  const replyTo = mail.replyTo && envelopeOf({ from: mail.replyTo, to: mail.to }).from;
  const options: ConstructorParameters<typeof MailComposer>[0] & { baseBoundary?: string } = {
    // Objects, not strings: nodemailer reads a string as a list of addresses.
    from: { name: headerText('From', mail.from.name), address: author },
    to: { name: '', address: envelope.to },
    replyTo: replyTo ? { name: '', address: replyTo } : undefined,
    subject: headerText('Subject', mail.subject),
    messageId: headerToken('Message-ID', mail.messageId),
    date: mail.sentAt,
    headers: [...extraHeaders(mail)].map(([key, value]) => ({ key, value: { prepared: true, value } })),
    text: { content: oneLineEnd(mail.text), contentTransferEncoding: 'quoted-printable' },
    html: { content: oneLineEnd(mail.html), contentTransferEncoding: 'quoted-printable' },
    attachments: mail.attachments?.map(attached),
    baseBoundary: mail.boundary,
    newline: 'win',
    // What is in a mail comes from us as text; nothing is ever fetched for it (ABUSE-6).
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const content = await new MailComposer(options).compile().build();
  // MAIL-2. Cannot happen, but if it could, it would be in every mail of a dispatch: so it is looked at.
  checkContent(content, 'plain', 'eight-bit');
  return { envelope, content };
}

function* extraHeaders({ headers = {}, language }: Mail): Generator<[string, string]> {
  yield ['Content-Language', headerToken('Content-Language', language)];
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z-]{1,76}$/.test(name)) throw new TypeError('not the name of a header');
    yield [name, headerToken(name, value)];
  }
}

function attached({ name, content }: Attachment) {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) throw new TypeError('not the name of an attachment');
  return {
    filename: name,
    content: Buffer.from(content),
    contentType: 'text/plain; charset=utf-8',
    contentTransferEncoding: 'base64' as const,
  };
}

/** Never empty: nodemailer would take the whole part for its content. */
function oneLineEnd(text: string): string {
  return text.replaceAll(/\r\n?|\n/g, '\r\n') || '\r\n';
}
