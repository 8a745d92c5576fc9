import { link, type MailParts, mailParts, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import type { ConfirmationFacts } from './confirmation-letter.ts';
import { type FollowedTopic, leavePiece } from './followed-topics.ts';
import { headlineOf, sendersOf, topicList } from './topic-pieces.ts';

export interface FollowingFacts extends Omit<ConfirmationFacts, 'topics'> {
  manageUrl: string;
}

/**
 * The confirmation letter for somebody who follows all that was asked for: nothing has to be done. They still may confirm: then their
 * consent is newer, and under the words of today (ASK-8).
 */
export function alreadyFollowingLetter(
  speech: MailSpeech,
  followed: FollowedTopic[],
  { manageUrl, confirmUrl, notMeUrl, expiresAt }: FollowingFacts,
): MailParts {
  const { words, dates } = speech;
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
      paragraph(words('letter.following.again', { moment: dates.moment(expiresAt) })),
      link(words('letter.following.again.link'), confirmUrl),
      paragraph(words('letter.following.notMe')),
      link(words('letter.following.notMe.link'), notMeUrl),
      ...followed.map((each) => leavePiece(each, speech)),
    ],
    footer: sendersOf(topics).map((sender) => senderPiece(sender, speech)),
  });
}
