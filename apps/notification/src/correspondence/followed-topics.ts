import { html } from '#libs/mail';
import type { StandingSubscription } from '../audience/standing.query.ts';
import type { TopicEntity } from '../intake/topic.entity.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { Piece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import type { Known } from './known.ts';

/** A topic that the resident follows, and where they leave it (LEAVE-1). */
export interface FollowedTopic {
  topic: TopicEntity;
  leaveUrl: string;
}

export async function followedTopics(
  standings: Pick<StandingSubscription, 'topic' | 'subscriptionId'>[],
  { known, letterhead, speech }: { known: Known; letterhead: Letterhead; speech: MailSpeech },
): Promise<FollowedTopic[]> {
  const topics = await known.topics(standings.map(({ topic }) => topic));
  return standings.flatMap(({ topic: slug, subscriptionId }) => {
    const topic = topics.find((candidate) => candidate.slug === slug);
    return topic ? [{ topic, leaveUrl: letterhead.leaveUrl(subscriptionId, speech) }] : [];
  });
}

export function leavePiece({ topic, leaveUrl }: FollowedTopic, { words, pick }: MailSpeech): Piece {
  const leave = words('letter.welcome.leave.link', { topic: pick(topic.names) });
  return { text: `${leave}\n${leaveUrl}`, html: html`<p><a href="${leaveUrl}">${leave}</a></p>\n` };
}
