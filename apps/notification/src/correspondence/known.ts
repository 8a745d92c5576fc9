import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { findStandings, type StandingSubscription } from '../audience/standing.query.ts';
import { TopicEntity } from '../intake/topic.entity.ts';

/** What a letter says beyond what it was asked to say, read in the moment in which it is made. */
export interface Known {
  /** In the order asked for. @throws Error while one is not known yet: its message is on its way. */
  topics(slugs: string[]): Promise<TopicEntity[]>;
  /** About what we may write to a resident now. */
  standings(residentId: string): Promise<StandingSubscription[]>;
}

@Injectable()
export class KnownQuery implements Known {
  constructor(private readonly dataSource: DataSource) {}

  async topics(slugs: string[]): Promise<TopicEntity[]> {
    const topics = await this.dataSource.manager.findBy(TopicEntity, { slug: In(slugs) });
    const unknown = slugs.filter((slug) => !topics.some((topic) => topic.slug === slug));
    if (unknown.length > 0) throw new Error(`topics are not known yet: ${unknown.join(', ')}`);
    return slugs.flatMap((slug) => topics.find((topic) => topic.slug === slug) ?? []);
  }

  standings(residentId: string): Promise<StandingSubscription[]> {
    return findStandings(this.dataSource.manager, residentId);
  }
}
