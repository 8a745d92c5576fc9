import type { EntityManager } from 'typeorm';

export interface ReturnRates {
  /** Mails that the relay answered for: accepted, or refused for their recipient. */
  sent: number;
  /** Of these refused at once, or bounced later. */
  bounced: number;
  complained: number;
}

/**
 * SEND-6: what came back of a dispatch, counted since a person last let it go on. It reads all deliveries of
 * the dispatch, so it is asked every few seconds and not for each mail.
 */
export async function bounceRate(manager: EntityManager, dispatchId: string): Promise<ReturnRates> {
  const [row] = await manager.query<ReturnRates[]>(
    `WITH begun AS (
       SELECT COALESCE((SELECT stopped_at FROM return_stops WHERE dispatch_id = $1), '-infinity') AS at
     ), handed AS (
       SELECT count(*) FILTER (WHERE state = 'accepted' OR reason ~ '^5') AS sent,
         count(*) FILTER (WHERE state = 'failed' AND reason ~ '^5') AS refused
       FROM deliveries, begun
       WHERE dispatch_id = $1 AND state IN ('accepted', 'failed') AND decided_at > begun.at
     )
     SELECT handed.sent::integer AS sent,
       (handed.refused + (SELECT count(*) FROM bounces, begun WHERE mail_id = $1 AND bounced_at > begun.at))::integer AS bounced,
       (SELECT count(*) FROM complaints, begun WHERE mail_id = $1 AND complained_at > begun.at)::integer AS complained
     FROM handed`,
    [dispatchId],
  );
  return row ?? { sent: 0, bounced: 0, complained: 0 };
}

/** Those that run, and of which anything came back: the others need not be counted. */
export async function dispatchesWithReturns(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM dispatches WHERE state = 'running' AND (
       EXISTS (SELECT 1 FROM bounces WHERE mail_id = id) OR EXISTS (SELECT 1 FROM complaints WHERE mail_id = id)
       OR EXISTS (SELECT 1 FROM deliveries WHERE dispatch_id = id AND state = 'failed'))`,
  );
  return rows.map(({ id }) => id);
}

/** Whoever lets it go on has seen what came back until now. */
export async function noteStop(manager: EntityManager, dispatchId: string, now: Date): Promise<void> {
  await manager.query(
    `INSERT INTO return_stops (dispatch_id, stopped_at) VALUES ($1, $2)
     ON CONFLICT (dispatch_id) DO UPDATE SET stopped_at = excluded.stopped_at`,
    [dispatchId, now],
  );
}
