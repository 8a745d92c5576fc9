import type { EntityManager } from 'typeorm';
import type { Standing } from '#libs/contracts';
import { suppressInDispatches } from './audience.query.ts';
import { shareAudience } from './audience-lock.query.ts';

/**
 * Why somebody is not mailed although their standing holds. It is no standing: that is the ledger's alone. Whoever reads the
 * audience to write to it also asks `suppressed_reason IS NULL`, a column of the same row, so the bulk read stays one index scan.
 * A dispatch that freezes an audience counts them at once (`countSuppressed`); those that run already are told here.
 */
export type SuppressedReason = BounceReason | LeaveReason;

/** The address cannot be reached: for every topic. */
export type BounceReason = 'hard-bounce' | 'soft-bounces';

/** A withdrawal is on its way to the ledger, and is effective here already (LEAVE-4). */
export type LeaveReason = 'complaint' | 'mailed-unsubscribe' | 'asked-staff';

/**
 * Nothing is sent to the resident from now on, neither by dispatches that run. Repeating it changes nothing.
 * @param topic only this; without it, everything that they follow.
 */
export async function suppressResident(
  manager: EntityManager,
  { residentId, reason, topic }: { residentId: string; reason: SuppressedReason; topic?: string },
  now: Date,
): Promise<void> {
  await shareAudience(manager, await topicsOf(manager, residentId));
  const standings = await lockActive(manager, residentId, topic);
  if (standings.length === 0) return;
  await suppressInDispatches(manager, { residentId, standings, reason }, now);
  // Of a bounce and a withdrawal the withdrawal is what a person said.
  await manager.query(
    `UPDATE audience SET suppressed_reason = $3
     WHERE resident_id = $1 AND topic = ANY($2::text[]) AND active
       AND (suppressed_reason IS NULL OR suppressed_reason IN ('hard-bounce', 'soft-bounces'))`,
    [residentId, standings.map((each) => each.topic), reason],
  );
}

/** SEND-2: those of a frozen audience that are not written to, each with the reason. The audience must be held back meanwhile. */
export async function countSuppressed(
  manager: EntityManager,
  { id, topic }: { id: string; topic: string },
  now: Date,
): Promise<void> {
  await manager.query(
    `INSERT INTO deliveries (dispatch_id, resident_id, state, reason, ledger_index, decided_at)
     SELECT $1, resident_id, 'suppressed', suppressed_reason, ledger_index, $3
     FROM audience WHERE topic = $2 AND joined IS NOT NULL AND suppressed_reason IS NOT NULL ORDER BY resident_id`,
    [id, topic, now],
  );
}

async function topicsOf(manager: EntityManager, residentId: string): Promise<{ topic: string }[]> {
  return manager.query('SELECT topic FROM audience WHERE resident_id = $1 AND active ORDER BY topic', [
    residentId,
  ]);
}

/** A consent that is given in this very moment waits, and is then newer than this. */
async function lockActive(
  manager: EntityManager,
  residentId: string,
  topic: string | undefined,
): Promise<Standing[]> {
  return manager.query<Standing[]>(
    `SELECT topic, subscription_id AS "subscriptionId", version, ledger_index::integer AS "ledgerIndex"
     FROM audience WHERE resident_id = $1 AND active AND ($2::text IS NULL OR topic = $2)
     ORDER BY topic FOR UPDATE`,
    [residentId, topic ?? null],
  );
}
