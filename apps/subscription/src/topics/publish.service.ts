import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import { TopicPublishedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { NoticeEntity } from './notice.entity.ts';
import { noticeHash, noticeText } from './notice-text.ts';
import { TopicEntity } from './topic.entity.ts';
import type { TopicFacts } from './topic-facts.ts';

export interface TopicToPublish {
  slug: string;
  position: number;
  open: boolean;
  facts: TopicFacts;
}

/** Makes topics known: to residents, and to the other services. */
@Injectable()
export class PublishService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes a topic, or a change of one. Words of the notice or a sender that changed make a new version, which needs
   * fresh consent (ASK-8); what did not change is not published again.
   * @returns whether anything changed.
   */
  async publish(topic: TopicToPublish, languages: string[]): Promise<boolean> {
    return this.corridor.act(async ({ manager, post }) => {
      const known = await manager.findOneBy(TopicEntity, { slug: topic.slug });
      const { slug, position, open, facts } = topic;
      if (known && isDeepStrictEqual({ slug, position, open, facts }, pick(known))) return false;
      const version = known ? known.version + (sameConsent(known.facts, facts) ? 0 : 1) : 1;
      const publishedAt = this.clock.now();
      await manager.save(TopicEntity, { slug, position, open, facts, version, publishedAt });
      const notices = languages.map((language) => noticeOf(topic, version, language));
      await this.#keep(manager, notices);
      post(
        Object.assign(new TopicPublishedV1(), {
          topic: slug,
          topicVersion: version,
          open,
          names: facts.name,
          notices: notices.map(({ language, sha256, text }) => ({ language, sha256, text })),
          sender: facts.sender,
          publishedAt: publishedAt.toISOString(),
        }),
      );
      return true;
    });
  }

  async #keep(manager: EntityManager, notices: NoticeEntity[]): Promise<void> {
    await manager.createQueryBuilder().insert().into(NoticeEntity).values(notices).orIgnore().execute();
  }
}

function pick({ slug, position, open, facts }: TopicEntity) {
  return { slug, position, open, facts };
}

function sameConsent(before: TopicFacts, after: TopicFacts): boolean {
  return (['purpose', 'terms', 'sender'] as const).every((part) =>
    isDeepStrictEqual(before[part], after[part]),
  );
}

function noticeOf({ slug, facts }: TopicToPublish, topicVersion: number, language: string): NoticeEntity {
  const text = noticeText(facts.purpose[language] ?? [], facts.terms[language] ?? []);
  return { sha256: noticeHash(text), topic: slug, topicVersion, language, text };
}
