import {
  link,
  type MailParts,
  mailParts,
  managePiece,
  paragraph,
  senderPiece,
} from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { type FollowedTopic, leavePiece } from './followed-topics.ts';
import { sendersOf, topicList } from './topic-pieces.ts';

export interface WelcomeFacts {
  followed: FollowedTopic[];
  /** Where they get the receipt of their consent (PROOF-6). */
  receiptUrl: string | undefined;
  manageUrl: string;
}

/** Tells what the resident follows from now on, and how to leave each of it (LEAVE-1). */
export function welcomeLetter(
  speech: MailSpeech,
  { followed, receiptUrl, manageUrl }: WelcomeFacts,
): MailParts {
  const { words, pick } = speech;
  const topics = followed.map(({ topic }) => topic);
  const senders = sendersOf(topics);
  const count = topics.length;
  const topic = topics[0] ? pick(topics[0].names) : '';
  const organisation = senders[0] ? pick(senders[0].organisation) : '';
  return mailParts(speech, {
    subject: words('letter.welcome.subject', { count, topic, organisation }),
    title: words('letter.welcome.title', { count, topic }),
    body: [
      paragraph(words('letter.welcome.confirmed', { count })),
      topicList(topics, speech),
      paragraph(words('letter.welcome.leave')),
      ...followed.map((each) => leavePiece(each, speech)),
      ...(receiptUrl === undefined
        ? []
        : [
            paragraph(words('letter.welcome.receipt')),
            link(words('letter.welcome.receipt.link'), receiptUrl),
          ]),
    ],
    footer: [...senders.map((sender) => senderPiece(sender, speech)), managePiece(manageUrl, speech)],
  });
}
