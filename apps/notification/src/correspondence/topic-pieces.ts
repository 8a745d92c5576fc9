import type { TopicSender } from '#libs/contracts';
import type { TopicEntity } from '../intake/topic.entity.ts';
import { bulletList, type Piece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';

export function topicList(topics: TopicEntity[], { pick }: MailSpeech): Piece {
  return bulletList(topics.map(({ names }) => pick(names)));
}

/** Each sender once: several topics often have the same. */
export function sendersOf(topics: TopicEntity[]): TopicSender[] {
  const bySpelling = new Map(topics.map(({ sender }) => [JSON.stringify(sender), sender]));
  return [...bySpelling.values()];
}

/** Who the mail comes from. @throws Error when there is no topic. */
export function senderOf([topic]: TopicEntity[]): TopicSender {
  if (!topic) throw new Error('a letter is about no topic');
  return topic.sender;
}

/** For a subject: which topic, or how many, and who writes. */
export function headlineOf(topics: TopicEntity[], { pick }: MailSpeech) {
  const [first] = topics;
  const topic = first ? pick(first.names) : '';
  const organisation = first ? pick(first.sender.organisation) : '';
  return { count: topics.length, topic, organisation };
}
