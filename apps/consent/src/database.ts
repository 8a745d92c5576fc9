import type { DatabaseFacts } from '#libs/database';
import { CheckpointEntity } from './checkpoints/checkpoint.entity.ts';
import { NoticeEntity } from './intake/notice.entity.ts';
import { migrations } from './migrations/index.ts';

export const database: DatabaseFacts = {
  schema: 'consent',
  entities: [CheckpointEntity, NoticeEntity],
  migrations,
};
