import type { EntityManager } from 'typeorm';
import type { Rates } from './rate-rule.ts';

/**
 * SEND-6: of each running dispatch, what was refused and what came back since a person last let it go on, as far as its batches are
 * counted. Reads no deliveries, which may be millions.
 */
export async function runningRates(manager: EntityManager): Promise<(Rates & { dispatchId: string })[]> {
  return manager.query<(Rates & { dispatchId: string })[]>(
    `SELECT id AS "dispatchId", counted.sent, counted.refused - refused_seen AS refused,
       (SELECT count(*) FROM bounces WHERE mail_id = id AND bounced_at > since.at)::integer AS bounced,
       (SELECT count(*) FROM complaints WHERE mail_id = id AND complained_at > since.at)::integer AS complained
     FROM dispatches
     CROSS JOIN LATERAL (SELECT COALESCE(resumed_at, '-infinity') AS at) AS since
     CROSS JOIN LATERAL (
       SELECT COALESCE(sum(count::integer) FILTER (WHERE outcome ~ '^accepted'), 0)::integer AS sent,
         COALESCE(sum(count::integer) FILTER (WHERE outcome ~ '${REFUSED}'), 0)::integer AS refused
       FROM batches CROSS JOIN jsonb_each_text(outcomes) AS counts (outcome, count) WHERE dispatch_id = dispatches.id
     ) AS counted
     WHERE state = 'running'`,
  );
}

/** Of the outcomes of a batch: failed by an answer of a relay, and not by its window or by a content. */
const REFUSED = '^failed [245]';

/** Whoever lets it go on has seen what was refused and came back until now: it is not counted again. */
export async function noteSeen(manager: EntityManager, dispatchId: string, now: Date): Promise<void> {
  await manager.query(
    `UPDATE dispatches SET resumed_at = $2, refused_seen = (
       SELECT COALESCE(sum(count::integer), 0)::integer
       FROM batches CROSS JOIN jsonb_each_text(outcomes) AS counts (outcome, count)
       WHERE dispatch_id = $1 AND outcome ~ '${REFUSED}')
     WHERE id = $1`,
    [dispatchId, now],
  );
}
