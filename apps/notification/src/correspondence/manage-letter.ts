import type { TopicSender } from '#libs/contracts';
import { button, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { stopPieces } from './stop-piece.ts';

export interface ManageFacts {
  sender: TopicSender;
  manageUrl: string;
  expiresAt: Date;
  /** Where whoever follows something can leave it at once. */
  stopUrl: string | undefined;
}

/** The way to what a resident follows. It tells nothing of it: the mail may be forwarded. */
export function manageLetter(speech: MailSpeech, facts: ManageFacts): MailParts {
  const { words, pick, dates } = speech;
  const { sender, manageUrl, expiresAt, stopUrl } = facts;
  const organisation = pick(sender.organisation);
  return mailParts(speech, {
    subject: words('letter.manage.subject', { organisation }),
    title: words('letter.manage.title'),
    body: [
      paragraph(words('letter.manage.asked', { organisation })),
      button(words('letter.manage.link'), manageUrl, speech),
      paragraph(words('letter.manage.expires', { moment: dates.moment(expiresAt) })),
      paragraph(words('letter.manage.keep')),
      paragraph(words('letter.manage.notMe')),
    ],
    footer: [senderPiece(sender, speech), ...stopPieces(stopUrl, speech)],
  });
}
