import type { EntityManager } from 'typeorm';
import { ConsultationEntity } from '../consultations/consultation.entity.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { AnnouncementEntity } from './announcement.entity.ts';
import { AnnouncementTextEntity } from './announcement-text.entity.ts';
import { approvedContent, contentHash, type ReleasedContent } from './content-hash.ts';

/** An announcement with everything that a release approves. */
export interface WholeAnnouncement {
  announcement: AnnouncementEntity;
  topic: TopicEntity;
  consultation: ConsultationEntity | null;
  texts: ReleasedContent['texts'];
  /** The canonical JSON that `contentHash` is of. */
  content: string;
  contentHash: string;
}

/** @returns undefined when there is no such announcement. */
export async function findWhole(manager: EntityManager, id: string): Promise<WholeAnnouncement | undefined> {
  const announcement = await manager.findOneBy(AnnouncementEntity, { id });
  return announcement ? complete(manager, announcement) : undefined;
}

/** The same, and nobody else changes it before the transaction ends. */
export async function lockWhole(manager: EntityManager, id: string): Promise<WholeAnnouncement | undefined> {
  const announcement = await manager.findOne(AnnouncementEntity, {
    where: { id },
    lock: { mode: 'pessimistic_write' },
  });
  return announcement ? complete(manager, announcement) : undefined;
}

async function complete(
  manager: EntityManager,
  announcement: AnnouncementEntity,
): Promise<WholeAnnouncement> {
  const { id: announcementId, consultation: slug, sendAt } = announcement;
  const topic = await manager.findOneByOrFail(TopicEntity, { slug: announcement.topic });
  const consultation = slug ? await manager.findOneBy(ConsultationEntity, { slug }) : null;
  const rows = await manager.findBy(AnnouncementTextEntity, { announcementId });
  const texts = Object.fromEntries(rows.map(({ language, subject, body }) => [language, { subject, body }]));
  const released = { topic: topic.slug, consultation: slug, texts, sender: topic.sender, sendAt };
  return {
    announcement,
    topic,
    consultation,
    texts,
    content: approvedContent(released),
    contentHash: contentHash(released),
  };
}
