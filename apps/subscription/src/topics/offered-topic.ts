import { inLanguage } from '#libs/site';
import type { NoticeEntity } from './notice.entity.ts';
import type { TopicEntity } from './topic.entity.ts';

/** A topic as a reader of one language may follow it. */
export interface OfferedTopic {
  slug: string;
  version: number;
  subject: string;
  name: string;
  description: string[];
  frequency: string;
  purpose: string[];
  terms: string[];
  notice: { sha256: string; text: string };
}

export function offer(topic: TopicEntity, notice: NoticeEntity): OfferedTopic {
  const { slug, version } = topic;
  const { subject, name, description, frequency, purpose, terms } = inLanguage(topic.facts, notice.language);
  const { sha256, text } = notice;
  return { slug, version, subject, name, description, frequency, purpose, terms, notice: { sha256, text } };
}

/** How a form names the words that it shows, so that it can be held to them. */
export function noticesNamed(topics: OfferedTopic[]): string {
  return topics.map(({ notice }) => notice.sha256).join(' ');
}

/** Terms that several topics share are shown once, with the topics that they are for. */
export function noticesOf(topics: OfferedTopic[]): { terms: string[]; topics: OfferedTopic[] }[] {
  const byTerms = Map.groupBy(topics, ({ terms }) => terms.join('\n\n'));
  return [...byTerms.values()].map((sharing) => ({ terms: sharing[0]?.terms ?? [], topics: sharing }));
}
