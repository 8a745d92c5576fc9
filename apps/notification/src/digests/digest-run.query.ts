import type { EntityManager } from 'typeorm';
import { shareAudience } from '../audience/audience-lock.query.ts';
import { ARE_STOPPED } from '../digest-control/digest-acts.query.ts';
import type { LastRuns } from './digest-times.ts';

/** A run of which not everybody was looked at yet. */
export interface OpenRun {
  id: string;
  isWeekly: boolean;
  moment: string;
  plannedTo: string | null;
  beganAt: Date;
}

export interface FinishedRun {
  runId: string;
  digests: number;
  sent: number;
  suppressed: number;
  failed: number;
}

export async function lastRuns(manager: EntityManager): Promise<LastRuns> {
  const [row] = await manager.query<{ any: string | null; weekly: string | null }[]>(
    'SELECT max(day)::text AS any, (max(day) FILTER (WHERE is_weekly))::text AS weekly FROM digest_runs',
  );
  return { any: row?.any ?? undefined, weekly: row?.weekly ?? undefined };
}

/**
 * Takes the moment while no audience is being frozen: whatever came out before it can be read by then. Another process may begin the
 * same run.
 */
export async function beginRun(
  manager: EntityManager,
  { day, isWeekly, now }: { day: string; isWeekly: boolean; now: Date },
): Promise<void> {
  await shareAudience(manager, await manager.query('SELECT slug AS topic FROM topics ORDER BY slug'));
  await manager.query(
    `INSERT INTO digest_runs (id, day, is_weekly, moment, state, began_at)
     VALUES (gen_random_uuid(), $1, $2, nextval('audience_moments'), 'planning', $3) ON CONFLICT (day) DO NOTHING`,
    [day, isWeekly, now],
  );
}

/** Locks it: whoever plans, plans alone. None while staff stopped digests. */
export async function openRun(manager: EntityManager): Promise<OpenRun | undefined> {
  const [run] = await manager.query<OpenRun[]>(
    `SELECT id, is_weekly AS "isWeekly", moment, planned_to AS "plannedTo", began_at AS "beganAt"
     FROM digest_runs WHERE state = 'planning' AND NOT ${ARE_STOPPED} ORDER BY day LIMIT 1 FOR UPDATE`,
  );
  return run;
}

export async function advanceRun(
  manager: EntityManager,
  { id, plannedTo, digests }: { id: string; plannedTo: string; digests: number },
): Promise<void> {
  await manager.query('UPDATE digest_runs SET planned_to = $2, digests = digests + $3 WHERE id = $1', [
    id,
    plannedTo,
    digests,
  ]);
}

export async function endPlanning(manager: EntityManager, id: string): Promise<void> {
  await manager.query(`UPDATE digest_runs SET state = 'sending' WHERE id = $1`, [id]);
}

/**
 * Ends those of which every digest is decided. How many were planned is counted apart from what became of them, and the database holds
 * the sum against it.
 */
export async function finishRuns(manager: EntityManager, now: Date): Promise<FinishedRun[]> {
  const [rows] = await manager.query<[FinishedRun[], number]>(
    `UPDATE digest_runs AS run SET state = 'finished', finished_at = $1,
       sent = counted.sent, suppressed = counted.suppressed, failed = counted.failed
     FROM digest_runs AS through CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'suppressed') AS suppressed,
         count(*) FILTER (WHERE state = 'failed') AS failed FROM digests WHERE run_id = through.id) AS counted
     WHERE run.id = through.id AND through.state = 'sending' AND run.state = 'sending' AND NOT EXISTS (
       SELECT 1 FROM digests WHERE run_id = through.id AND state IN ('due', 'leased'))
     RETURNING run.id AS "runId", run.digests, run.sent, run.suppressed, run.failed`,
    [now],
  );
  return rows;
}
