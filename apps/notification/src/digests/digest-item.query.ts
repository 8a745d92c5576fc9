import type { TopicSender } from '#libs/contracts';
import type { Localised } from '#libs/site';
import { IS_HELD } from '../digest-control/digest-acts.query.ts';
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
     WHERE digest.id = $1 AND member.active AND member.suppressed_reason IS NULL AND NOT ${IS_HELD}
     ORDER BY told.number`,
    [digestId],
  );
  return rows;
}

/**
 * Takes what staff hold back out of a digest that was written before, so that its row names what it told of, and a later one tells the rest.
 * @returns false when nothing else is in it; then its row stays as it is.
 */
export async function leaveOutHeld(database: Database, digestId: string): Promise<boolean> {
  const { rows } = await database.query<{ isLeft: boolean }>(
    `WITH told AS (
       SELECT array_agg(announcement_id ORDER BY number) AS announcements, array_agg(ledger_index ORDER BY number) AS indexes
       FROM digests AS digest
       CROSS JOIN LATERAL unnest(digest.announcements, digest.ledger_indexes) WITH ORDINALITY
         AS listed (announcement_id, ledger_index, number)
       WHERE digest.id = $1 AND NOT EXISTS (
         SELECT 1 FROM dispatches AS dispatch WHERE dispatch.announcement_id = listed.announcement_id AND ${IS_HELD})
     ), shorter AS (
       UPDATE digests SET announcements = told.announcements, ledger_indexes = told.indexes FROM told
       WHERE digests.id = $1 AND cardinality(told.announcements) < cardinality(digests.announcements)
     )
     SELECT announcements IS NOT NULL AS "isLeft" FROM told`,
    [digestId],
  );
  return rows[0]?.isLeft ?? false;
}
