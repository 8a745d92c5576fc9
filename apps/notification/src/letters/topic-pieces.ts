import type { TopicSender } from '#libs/contracts';
import type { TopicEntity } from '../intake/topic.entity.ts';
import { bulletList, type Piece } from './mail-parts.ts';
import type { MailSpeech } from './mail-speech.ts';

export function topicList(topics: TopicEntity[], { pick }: MailSpeech): Piece {
  return bulletList(topics.map(({ names }) => pick(names)));
}

/** Each sender once: several topics often have the same. */
export function sendersOf(topics: TopicEntity[]): TopicSender[] {
  const bySpelling = new Map(topics.map(({ sender }) => [JSON.stringify(sender), sender]));
  return [...bySpelling.values()];
}
