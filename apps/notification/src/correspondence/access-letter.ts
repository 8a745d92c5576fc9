import type { Sender } from '#libs/site';
import { button, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { stopPieces } from './stop-piece.ts';

export interface AccessFacts {
  sender: Sender;
  dataUrl: string;
  expiresAt: Date;
  /** Where whoever follows something can leave it at once. */
  stopUrl: string | undefined;
}

/** PROOF-6: the link to everything that is held about this address. It holds none of it, and no word that came from a form. */
export function accessLetter(speech: MailSpeech, facts: AccessFacts): MailParts {
  const { words, pick, dates } = speech;
  const { sender, dataUrl, expiresAt, stopUrl } = facts;
  const organisation = pick(sender.organisation);
  return mailParts(speech, {
    subject: words('letter.access.subject', { organisation }),
    title: words('letter.access.title'),
    body: [
      paragraph(words('letter.access.asked', { organisation })),
      button(words('letter.access.link'), dataUrl, speech),
      paragraph(words('letter.access.expires', { moment: dates.moment(expiresAt) })),
      paragraph(words('letter.access.keep')),
      paragraph(words('letter.access.notMe')),
    ],
    footer: [senderPiece(sender, speech), ...stopPieces(stopUrl, speech)],
  });
}
