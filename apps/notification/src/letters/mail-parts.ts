import type { TopicSender } from '#libs/contracts';
import { Html, html, linkButton, mailShell } from '#libs/mail';
import type { MailSpeech } from './mail-speech.ts';

/** The words of one mail: both parts have the same content (MSG-6). */
export interface MailParts {
  subject: string;
  text: string;
  html: string;
}

/** A piece of a mail in both forms. */
export interface Piece {
  text: string;
  html: Html;
}

export interface Layout {
  subject: string;
  title: string;
  body: Piece[];
  footer: Piece[];
}

/** Not `-- `: mail programs hide what follows that, and who writes and how to leave must be seen. */
const RULE = '-'.repeat(20);

/** Puts the pieces together. */
export function mailParts({ language, direction, look }: MailSpeech, layout: Layout): MailParts {
  const { subject, title, body, footer } = layout;
  const texts = [underlined(title), ...textsOf(body), RULE, ...textsOf(footer)];
  return {
    subject,
    text: `${texts.join('\n\n')}\n`,
    html: mailShell({
      language,
      direction,
      look,
      title,
      body: html`${body.map((piece) => piece.html)}`,
      footer: html`${footer.map((piece) => piece.html)}`,
    }),
  };
}

export function paragraph(words: string): Piece {
  return { text: words, html: html`<p>${words}</p>\n` };
}

export function heading(words: string): Piece {
  return { text: `${words}\n${'-'.repeat([...words].length)}`, html: html`<h2>${words}</h2>\n` };
}

export function bulletList(items: string[]): Piece {
  return {
    text: items.map((item) => `- ${item}`).join('\n'),
    html: html`<ul>\n${items.map((item) => html`<li>${item}</li>\n`)}</ul>\n`,
  };
}

/** What the letter asks to do. */
export function button(words: string, url: string, { look }: MailSpeech): Piece {
  return { text: `${words}\n${url}`, html: html`${linkButton(url, words, look.colours)}\n` };
}

export function link(words: string, url: string): Piece {
  return { text: `${words}\n${url}`, html: html`<p><a href="${url}">${words}</a></p>\n` };
}

/** For the foot of what goes to somebody who follows something: beside the way out, the way to less of it. */
export function managePiece(url: string, { words }: MailSpeech): Piece {
  return link(words('mail.manage'), url);
}

/** Lines that a program reads, as they are. Its style is written on it too: some readers drop the style sheet. */
export function verbatim(lines: string): Piece {
  const style = new Html('white-space:pre-wrap;overflow-wrap:anywhere');
  return { text: lines.trimEnd(), html: html`<pre style="${style}">${lines.trimEnd()}</pre>\n` };
}

/** MSG-1: who writes, which division, where they are and how to answer. */
export function senderPiece(sender: TopicSender, { pick, words }: MailSpeech): Piece {
  const { email, telephone, web } = sender;
  const lines = [pick(sender.organisation), pick(sender.division), ...pick(sender.postalAddress)];
  const contact = words('mail.contact', { email, telephone, web });
  return {
    text: [...lines, contact].join('\n'),
    html: html`<p>${lines.map((line) => html`${line}<br>\n`)}${withLinks(contact, { email, web })}</p>\n`,
  };
}

function withLinks(contact: string, { email, web }: { email: string; web: string }): Html {
  const [before = '', after = ''] = contact.split(email);
  const [between = '', end = ''] = after.split(web);
  return html`${before}<a href="mailto:${email}">${email}</a>${between}<a href="${web}">${web}</a>${end}`;
}

function textsOf(pieces: Piece[]): string[] {
  return pieces.map(({ text }) => text);
}

function underlined(title: string): string {
  return `${title}\n${'='.repeat(Math.min([...title].length, 70))}`;
}
