import { type EntityManager, In } from 'typeorm';
import { NoticeEntity } from './notice.entity.ts';

/** @returns by hash those of the notices that *subscription* has published to us. */
export async function findNotices(
  manager: EntityManager,
  hashes: string[],
): Promise<Map<string, NoticeEntity>> {
  const notices = await manager.findBy(NoticeEntity, { sha256: In(hashes) });
  return new Map(notices.map((notice) => [notice.sha256, notice]));
}

/** @returns whether it is new: words that are known already are never stored or logged again. */
export async function insertNotice(manager: EntityManager, notice: NoticeEntity): Promise<boolean> {
  const inserted = await manager.query<unknown[]>(
    `INSERT INTO notices (sha256, topic, topic_version, language, topic_name, text, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (sha256) DO NOTHING RETURNING sha256`,
    [
      notice.sha256,
      notice.topic,
      notice.topicVersion,
      notice.language,
      notice.topicName,
      notice.text,
      notice.receivedAt,
    ],
  );
  return inserted.length > 0;
}
