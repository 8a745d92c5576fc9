import { Injectable } from '@nestjs/common';
import { PreferencesService } from '../manage/preferences.service.ts';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { TopicsService } from '../topics/topics.service.ts';

/** What can be asked for at a new address: what they follow at the old one, as far as it is open. */
@Injectable()
export class MovedTopics {
  constructor(
    private readonly preferences: PreferencesService,
    private readonly topics: TopicsService,
  ) {}

  async of({ residentId }: { residentId: string }, language: string): Promise<OfferedTopic[]> {
    const followed = await this.preferences.followed(residentId);
    const offered = await this.topics.offered(language);
    return offered.filter(({ slug }) => followed.some(({ topic }) => topic === slug));
  }
}
