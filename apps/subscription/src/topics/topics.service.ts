import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Kept } from '#libs/clock';
import { inLanguage } from '#libs/site';
import { SubscriptionSettings } from '../settings.ts';
import { NoticeEntity } from './notice.entity.ts';
import type { OfferedTopic } from './offered-topic.ts';
import { offer } from './offered-topic.ts';
import { TopicEntity } from './topic.entity.ts';

/** A topic that takes nobody new, in one language. */
export interface ClosedTopic {
  slug: string;
  subject: string;
  name: string;
  description: string[];
}

/** What residents may follow, with the notices under which they would. */
@Injectable()
export class TopicsService {
  readonly #offered: Kept<OfferedTopic[]>;

  constructor(
    @InjectRepository(TopicEntity) private readonly topics: Repository<TopicEntity>,
    @InjectRepository(NoticeEntity) private readonly notices: Repository<NoticeEntity>,
    settings: SubscriptionSettings,
  ) {
    this.#offered = new Kept(settings.keepSeconds * 1000);
  }

  /** The open topics in their order, with words in one language, as they are or were at most KEEP_SECONDS ago. */
  async offered(language: string): Promise<OfferedTopic[]> {
    return this.#offered.get(language, () => this.#read(language));
  }

  async #read(language: string): Promise<OfferedTopic[]> {
    const topics = await this.topics.find({ where: { open: true }, order: { position: 'ASC' } });
    const notices = await this.notices.find({ where: { language } });
    return topics.flatMap((topic) => {
      const notice = notices.find(
        ({ topic: slug, topicVersion }) => slug === topic.slug && topicVersion === topic.version,
      );
      return notice ? [offer(topic, notice)] : [];
    });
  }

  /** @returns undefined for a topic that is open, or never was. */
  async closed(slug: string, language: string): Promise<ClosedTopic | undefined> {
    const topic = await this.topics.findOneBy({ slug, open: false });
    if (!topic) return undefined;
    const { subject, name, description } = inLanguage(topic.facts, language);
    return { slug, subject, name, description };
  }

  /** The names of topics, open or closed, in their order, for pages about what a resident has or had. */
  async names(slugs: string[], language: string): Promise<Map<string, string>> {
    const topics = await this.topics.find({ order: { position: 'ASC' } });
    return new Map(
      topics
        .filter(({ slug }) => slugs.includes(slug))
        .map(({ slug, facts }) => [slug, facts.name[language] ?? Object.values(facts.name)[0] ?? slug]),
    );
  }
}
