import type { EntityManager } from 'typeorm';

export interface ReturnRates {
  /** Mails that the relay took, as far as their batches are counted. */
  sent: number;
  bounced: number;
  complained: number;
}

/**
 * SEND-6: what came back of a dispatch, counted since a person last let it go on. What the relay refused at once never was on its
 * way: `DispatchQuery.tooManyRefused` counts that. Neither reads the deliveries, which may be millions.
 */
export async function bounceRate(manager: EntityManager, dispatchId: string): Promise<ReturnRates> {
  const [row] = await manager.query<ReturnRates[]>(
    `WITH begun AS (
       SELECT COALESCE((SELECT stopped_at FROM return_stops WHERE dispatch_id = $1), '-infinity') AS at
     )
     SELECT (SELECT COALESCE(sum(count::integer), 0)
             FROM batches CROSS JOIN jsonb_each_text(outcomes) AS counts (outcome, count)
             WHERE dispatch_id = $1 AND outcome ~ '^accepted')::integer AS sent,
       (SELECT count(*) FROM bounces, begun WHERE mail_id = $1 AND bounced_at > begun.at)::integer AS bounced,
       (SELECT count(*) FROM complaints, begun WHERE mail_id = $1 AND complained_at > begun.at)::integer AS complained`,
    [dispatchId],
  );
  return row ?? { sent: 0, bounced: 0, complained: 0 };
}

/** Those that run, and of which anything came back: the others need not be counted. */
export async function dispatchesWithReturns(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM dispatches WHERE state = 'running' AND (
       EXISTS (SELECT 1 FROM bounces WHERE mail_id = id) OR EXISTS (SELECT 1 FROM complaints WHERE mail_id = id))`,
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
