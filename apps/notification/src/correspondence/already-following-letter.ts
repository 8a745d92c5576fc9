import { link, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { type FollowedTopic, leavePiece } from './followed-topics.ts';
import { headlineOf, sendersOf, topicList } from './topic-pieces.ts';

/** ABUSE-1: that an address follows something is told to its mailbox alone, whoever typed it into the form. */
export function alreadyFollowingLetter(
  speech: MailSpeech,
  followed: FollowedTopic[],
  manageUrl: string,
): MailParts {
  const { words } = speech;
  const topics = followed.map(({ topic }) => topic);
  const headline = headlineOf(topics, speech);
  return mailParts(speech, {
    subject: words('letter.following.subject', headline),
    title: words('letter.following.title', headline),
    body: [
      paragraph(words('letter.following.asked', headline)),
      topicList(topics, speech),
      paragraph(words('letter.following.manage')),
      link(words('letter.following.manage.link'), manageUrl),
      paragraph(words('letter.following.notMe')),
      ...followed.map((each) => leavePiece(each, speech)),
    ],
    footer: sendersOf(topics).map((sender) => senderPiece(sender, speech)),
  });
}
