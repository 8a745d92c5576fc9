import { link, type Piece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';

/** LEAVE-1, for a letter that is about no topic: the page behind it asks whether one topic or everything is meant. */
export function stopPieces(url: string | undefined, { words }: MailSpeech): Piece[] {
  return url === undefined ? [] : [link(words('letter.stop.link'), url)];
}
