import type { TopicSender } from '#libs/contracts';
import type { Localised } from '#libs/site';
import type { Database } from '../sending/batch.ts';

/** One announcement of a digest, whose resident may be written to about its topic at this moment. */
export interface DigestItem {
  announcementId: string;
  contentHash: string;
  residentId: string;
  subscriptionId: string;
  topic: string;
  names: Localised<string>;
  /** When it came out. */
  plannedAt: Date;
}

/** Both come from the release: as it was released, not as it is now (MSG-2). */
export interface WrittenItem extends DigestItem {
  subject: string;
  sender: TopicSender;
  body: { html: string; text: string };
}

/** SEND-1: the standing of each topic is read in the same statement, right before the hand-off. In the order in which they came out. */
export async function digestItems(database: Database, digestId: string): Promise<DigestItem[]> {
  const { rows } = await database.query<DigestItem>(
    `SELECT told.announcement_id AS "announcementId", dispatch.content_hash AS "contentHash",
       member.resident_id AS "residentId", member.subscription_id AS "subscriptionId", member.topic, topics.names, dispatch.planned_at AS "plannedAt"
     FROM digests AS digest
     CROSS JOIN LATERAL unnest(digest.announcements) WITH ORDINALITY AS told (announcement_id, number)
     JOIN dispatches AS dispatch ON dispatch.announcement_id = told.announcement_id
     JOIN audience AS member ON member.resident_id = digest.resident_id AND member.topic = dispatch.topic
     JOIN topics ON topics.slug = dispatch.topic
     WHERE digest.id = $1 AND member.active AND member.suppressed_reason IS NULL ORDER BY told.number`,
    [digestId],
  );
  return rows;
}
