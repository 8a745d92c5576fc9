import type { EntityManager } from 'typeorm';
import type { BounceReason } from './suppress.query.ts';

const OF_THE_ADDRESS = "('hard-bounce', 'soft-bounces')";

/** A suppression ends by a consent that was confirmed after it began: its link was in a mail that arrived. */
export async function endSuppression(
  manager: EntityManager,
  { residentId, grantedAt }: { residentId: string; grantedAt: string },
): Promise<void> {
  await end(manager, { residentId, endedAt: new Date(grantedAt), endedBy: 'consent' });
}

/** What a consent adds that is older, late, a repeat, or imported is suppressed as the rest is. */
export async function holdSuppression(
  manager: EntityManager,
  { residentId }: { residentId: string },
): Promise<void> {
  await manager.query(
    `UPDATE audience SET suppressed_reason = held.reason FROM suppressions AS held
     WHERE held.resident_id = $1 AND held.ended_at IS NULL
       AND audience.resident_id = $1 AND active AND suppressed_reason IS NULL`,
    [residentId],
  );
}

/** @returns false when it was suppressed already. */
export async function beginSuppression(
  manager: EntityManager,
  { residentId, reason, since }: { residentId: string; reason: BounceReason; since: Date },
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO suppressions (resident_id, reason, since) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING resident_id`,
    [residentId, reason, since],
  );
  return rows.length === 1;
}

/** A person knows that the address works again. @returns how many residents are written to again. */
export async function endSuppressionsOf(
  manager: EntityManager,
  { residentIds, endedAt, endedBy }: { residentIds: string[]; endedAt: Date; endedBy: string },
): Promise<number> {
  let ended = 0;
  for (const residentId of residentIds) {
    ended += (await end(manager, { residentId, endedAt, endedBy })) ? 1 : 0;
  }
  return ended;
}

/** When the last one ended: what bounced before does not count any more. */
export async function lastEnd(manager: EntityManager, residentId: string): Promise<Date | undefined> {
  const [row] = await manager.query<{ at: Date | null }[]>(
    'SELECT max(ended_at) AS at FROM suppressions WHERE resident_id = $1',
    [residentId],
  );
  return row?.at ?? undefined;
}

async function end(
  manager: EntityManager,
  { residentId, endedAt, endedBy }: { residentId: string; endedAt: Date; endedBy: string },
): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE suppressions SET ended_at = $2, ended_by = $3
     WHERE resident_id = $1 AND ended_at IS NULL AND since < $2`,
    [residentId, endedAt, endedBy],
  );
  if (count === 0) return false;
  await manager.query(
    `UPDATE audience SET suppressed_reason = NULL WHERE resident_id = $1 AND suppressed_reason IN ${OF_THE_ADDRESS}`,
    [residentId],
  );
  return true;
}

/** Of a resident who was erased nothing is left to bounce. */
export async function forgetReturns(manager: EntityManager, residentIds: string[]): Promise<void> {
  for (const table of ['suppressions', 'bounces', 'complaints'])
    await manager.query(`DELETE FROM ${table} WHERE resident_id = ANY($1::uuid[])`, [residentIds]);
}
