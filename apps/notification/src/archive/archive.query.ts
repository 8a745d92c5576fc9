import type { EntityManager } from 'typeorm';

/** An announcement that went out, as the public may read it. */
export interface Archived {
  id: string;
  topic: string;
  sentAt: Date;
  texts: Record<string, { subject: string; body: string }>;
}

const LISTED = 100;

/**
 * The latest first. One whose time was missed is not out before somebody resumes its dispatch (SEND-7). One that was interrupted is: people
 * have mails of it that lead here, and its topic's page was told of it.
 */
export async function findArchived(
  manager: EntityManager,
  { id = null, topic = null }: { id?: string | null; topic?: string | null },
): Promise<Archived[]> {
  return manager.query<Archived[]>(
    `SELECT a.id, a.topic, d.planned_at AS "sentAt",
            (SELECT jsonb_object_agg(t.language, jsonb_build_object('subject', t.subject, 'body', t.body))
               FROM announcement_texts t WHERE t.announcement_id = a.id) AS texts
       FROM announcements a JOIN dispatches d ON d.announcement_id = a.id
      WHERE a.state = 'dispatched' AND (d.state <> 'missed' OR d.out_moment IS NOT NULL)
        AND ($1::uuid IS NULL OR a.id = $1) AND ($2::text IS NULL OR a.topic = $2)
      ORDER BY d.planned_at DESC, a.id
      LIMIT ${LISTED}`,
    [id, topic],
  );
}
