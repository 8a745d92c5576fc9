import type { TopicSender } from '#libs/contracts';
import { button, link, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { stopPieces } from './stop-piece.ts';

export interface AddressFacts {
  sender: TopicSender;
  changeUrl: string;
  notMeUrl: string;
  expiresAt: Date;
  stopUrl: string | undefined;
}

/** To the address that the resident has: whoever holds a forwarded link must not be able to move them elsewhere. */
export function oldAddressLetter(speech: MailSpeech, facts: AddressFacts): MailParts {
  const { words, pick, dates } = speech;
  const { sender, changeUrl, notMeUrl, expiresAt, stopUrl } = facts;
  const organisation = pick(sender.organisation);
  return mailParts(speech, {
    subject: words('letter.oldAddress.subject', { organisation }),
    title: words('letter.oldAddress.title'),
    body: [
      paragraph(words('letter.oldAddress.asked', { organisation })),
      paragraph(words('letter.oldAddress.if')),
      button(words('letter.oldAddress.link'), changeUrl, speech),
      paragraph(words('letter.oldAddress.expires', { moment: dates.moment(expiresAt) })),
      paragraph(words('letter.oldAddress.notMe')),
      link(words('letter.oldAddress.notMe.link'), notMeUrl),
    ],
    footer: [senderPiece(sender, speech), ...stopPieces(stopUrl, speech)],
  });
}
