import type { TopicEntity } from '../intake/topic.entity.ts';
import { link, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { headlineOf, sendersOf, topicList } from './topic-pieces.ts';

/**
 * That leaving took effect. It invites to nothing: to ask for consent again would be a mail that needs consent [CASL s.1(3)]. Somebody
 * whose forwarded mail was used by another learns of it here.
 */
export function leftLetter(speech: MailSpeech, topics: TopicEntity[], manageUrl: string): MailParts {
  const { words } = speech;
  const headline = headlineOf(topics, speech);
  return mailParts(speech, {
    subject: words('letter.left.subject', headline),
    title: words('letter.left.title', headline),
    body: [
      paragraph(words('letter.left.done', headline)),
      topicList(topics, speech),
      paragraph(words('letter.left.last')),
      paragraph(words('letter.left.notMe')),
      link(words('letter.left.notMe.link'), manageUrl),
    ],
    footer: sendersOf(topics).map((sender) => senderPiece(sender, speech)),
  });
}
