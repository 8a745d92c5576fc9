import { html } from '#libs/mail';
import type { TopicEntity } from '../intake/topic.entity.ts';
import { type MailParts, mailParts, type Piece, paragraph, senderPiece } from './mail-parts.ts';
import type { MailSpeech } from './mail-speech.ts';
import { sendersOf, topicList } from './topic-pieces.ts';

export interface FollowedTopic {
  topic: TopicEntity;
  leaveUrl: string;
}

/**
 * Tells what the resident follows from now on, and how to leave each of it (LEAVE-1).
 * @param receiptUrl where they get the receipt of their consent (PROOF-6).
 */
export function welcomeLetter(
  speech: MailSpeech,
  followed: FollowedTopic[],
  receiptUrl: string | undefined,
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
      ...(receiptUrl === undefined ? [] : receiptPieces(receiptUrl, speech)),
    ],
    footer: senders.map((sender) => senderPiece(sender, speech)),
  });
}

function receiptPieces(url: string, { words }: MailSpeech): Piece[] {
  const link = words('letter.welcome.receipt.link');
  return [
    paragraph(words('letter.welcome.receipt')),
    { text: `${link}\n${url}`, html: html`<p><a href="${url}">${link}</a></p>\n` },
  ];
}

function leavePiece({ topic, leaveUrl }: FollowedTopic, { words, pick }: MailSpeech): Piece {
  const leave = words('letter.welcome.leave.link', { topic: pick(topic.names) });
  return { text: `${leave}\n${leaveUrl}`, html: html`<p><a href="${leaveUrl}">${leave}</a></p>\n` };
}
