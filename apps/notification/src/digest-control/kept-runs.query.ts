import type { EntityManager } from 'typeorm';

export const digestRunStates = ['planning', 'sending', 'finished'] as const;

/** A day's digests. Of one that goes on, what is decided by now. */
export interface KeptRun {
  beganAt: Date;
  isWeekly: boolean;
  state: (typeof digestRunStates)[number];
  digests: number;
  sent: number;
  suppressed: number;
  failed: number;
}

/** The newest first. Only of what goes on digests are counted. */
export async function lastDigestRuns(manager: EntityManager, limit: number): Promise<KeptRun[]> {
  return manager.query<KeptRun[]>(
    `SELECT run.began_at AS "beganAt", run.is_weekly AS "isWeekly", run.state, run.digests,
       COALESCE(run.sent, counted.sent)::int AS sent, COALESCE(run.suppressed, counted.suppressed)::int AS suppressed,
       COALESCE(run.failed, counted.failed)::int AS failed
     FROM (SELECT * FROM digest_runs ORDER BY day DESC LIMIT $1) AS run CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'suppressed') AS suppressed,
         count(*) FILTER (WHERE state = 'failed') AS failed
       FROM digests WHERE run_id = run.id AND run.state <> 'finished') AS counted
     ORDER BY run.day DESC`,
    [limit],
  );
}
