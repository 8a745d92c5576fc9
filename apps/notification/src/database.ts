import type { DatabaseFacts } from '#libs/database';
import { AnnouncementEntity } from './announcements/announcement.entity.ts';
import { AnnouncementTextEntity } from './announcements/announcement-text.entity.ts';
import { ConsultationEntity } from './consultations/consultation.entity.ts';
import { TopicEntity } from './intake/topic.entity.ts';
import { migrations } from './migrations/index.ts';
import { ReleaseEntity } from './releases/release.entity.ts';

export const database: DatabaseFacts = {
  schema: 'notification',
  entities: [AnnouncementEntity, AnnouncementTextEntity, ConsultationEntity, ReleaseEntity, TopicEntity],
  migrations,
};
