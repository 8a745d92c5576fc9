import type { EntityManager } from 'typeorm';
import type { Standing } from '#libs/contracts';
import { suppressInDispatches } from './audience.query.ts';
import { shareAudience } from './audience-lock.query.ts';

/** Why a running dispatch leaves somebody out who was in its audience, and now wants to be told in another way. */
export type WayReason = 'paused' | 'in-digest';

interface Moment {
  now: Date;
  /** In the city, e.g. `2026-01-19`. */
  today: string;
}

/** What was chosen for each topic that the resident follows; nothing while no preferences are kept. */
const CHOSEN = `
  SELECT member.topic, kept.language, wish.frequency, wish.paused_until, member.joined,
    wish.frequency IS NULL AND wish.paused_until IS NULL AS is_at_once
  FROM preferences AS kept JOIN audience AS member ON member.resident_id = kept.resident_id AND member.active
  CROSS JOIN LATERAL (
    SELECT NULLIF(kept.frequencies ->> member.topic, 'as-it-happens') AS frequency,
      CASE WHEN kept.paused_until > $2::date THEN kept.paused_until END AS paused_until
  ) AS wish
  WHERE kept.resident_id = $1 AND kept.language IS NOT NULL`;

/**
 * Comes first in whatever changes a standing or a choice of theirs: a choice and the standing that it is for may come at the same
 * moment, and the later one must see the earlier.
 */
export async function lockResident(manager: EntityManager, residentId: string): Promise<void> {
  await manager.query("SELECT pg_advisory_xact_lock(hashtextextended('way of ' || $1, 0))", [residentId]);
}

/**
 * Tells the resident of each topic in the way that they chose. Who is not told at once any more is taken out of dispatches that
 * run, as one who leaves is, and finds it in the digest instead. Who is told at once from now on is in the audience of dispatches
 * that begin from now on; what came out before comes in a last digest.
 */
export async function settleWay(manager: EntityManager, residentId: string, at: Moment): Promise<void> {
  if (!(await hasChosen(manager, residentId))) return;
  await shareAudience(manager, await topicsOf(manager, residentId));
  for (const [reason, standings] of await notAtOnceAnyMore(manager, residentId, at)) {
    await suppressInDispatches(manager, { residentId, standings, reason }, at.now);
  }
  await manager.query(
    `UPDATE audience AS member SET
       language = chosen.language, frequency = chosen.frequency, paused_until = chosen.paused_until,
       joined = CASE WHEN chosen.is_at_once THEN COALESCE(member.joined, moment.now) END,
       digest_from = CASE WHEN chosen.is_at_once THEN member.digest_from
         ELSE COALESCE(member.digest_from, open.before, moment.now) END
     FROM (SELECT nextval('audience_moments') AS now) AS moment, (${CHOSEN}) AS chosen
     CROSS JOIN LATERAL (
       SELECT min(out_moment) - 1 AS before FROM dispatches
       WHERE topic = chosen.topic AND state <> 'finished' AND moment >= chosen.joined
     ) AS open
     WHERE member.resident_id = $1 AND member.topic = chosen.topic`,
    [residentId, at.today],
  );
}

/** Most have not. */
async function hasChosen(manager: EntityManager, residentId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>('SELECT 1 FROM preferences WHERE resident_id = $1', [
    residentId,
  ]);
  return rows.length === 1;
}

async function topicsOf(manager: EntityManager, residentId: string): Promise<{ topic: string }[]> {
  return manager.query('SELECT topic FROM audience WHERE resident_id = $1 AND active ORDER BY topic', [
    residentId,
  ]);
}

async function notAtOnceAnyMore(
  manager: EntityManager,
  residentId: string,
  { today }: Moment,
): Promise<Map<WayReason, Standing[]>> {
  const rows = await manager.query<(Standing & { reason: WayReason })[]>(
    `SELECT member.topic, member.subscription_id AS "subscriptionId", member.version,
       member.ledger_index::integer AS "ledgerIndex",
       CASE WHEN chosen.paused_until IS NULL THEN 'in-digest' ELSE 'paused' END AS reason
     FROM (${CHOSEN}) AS chosen JOIN audience AS member ON member.resident_id = $1 AND member.topic = chosen.topic
     WHERE member.joined IS NOT NULL AND NOT chosen.is_at_once ORDER BY member.topic FOR UPDATE OF member`,
    [residentId, today],
  );
  return Map.groupBy(rows, ({ reason }) => reason);
}
