import type { TopicEntity } from '../intake/topic.entity.ts';
import { button, link, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { sendersOf, topicList } from './topic-pieces.ts';

export interface ConfirmationFacts {
  topics: TopicEntity[];
  confirmUrl: string;
  notMeUrl: string;
  expiresAt: Date;
}

/** ASK-4: says who sends it and what was asked for. No promotion, and no word that came from the form. */
export function confirmationLetter(speech: MailSpeech, facts: ConfirmationFacts): MailParts {
  const { words, pick, dates } = speech;
  const { topics, confirmUrl, notMeUrl, expiresAt } = facts;
  const senders = sendersOf(topics);
  const organisation = senders[0] ? pick(senders[0].organisation) : '';
  return mailParts(speech, {
    subject: words('letter.confirm.subject', { organisation }),
    title: words('letter.confirm.title'),
    body: [
      paragraph(words('letter.confirm.asked', { count: topics.length, organisation })),
      topicList(topics, speech),
      paragraph(words('letter.confirm.if')),
      button(words('letter.confirm.link'), confirmUrl, speech),
      paragraph(words('letter.confirm.expires', { moment: dates.moment(expiresAt) })),
      paragraph(words('letter.confirm.notMe')),
      link(words('letter.confirm.notMe.link'), notMeUrl),
    ],
    footer: senders.map((sender) => senderPiece(sender, speech)),
  });
}
