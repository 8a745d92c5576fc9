import type { DatabaseFacts } from '#libs/database';
import { migrations } from './migrations/index.ts';
import { RequestEntity } from './requests/request.entity.ts';
import { ResidentEntity } from './residents/resident.entity.ts';
import { SubscriptionEntity } from './subscriptions/subscription.entity.ts';
import { NoticeEntity } from './topics/notice.entity.ts';
import { TopicEntity } from './topics/topic.entity.ts';

export const database: DatabaseFacts = {
  schema: 'subscription',
  entities: [NoticeEntity, RequestEntity, ResidentEntity, SubscriptionEntity, TopicEntity],
  migrations,
};
