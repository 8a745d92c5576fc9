import type { EntityManager } from 'typeorm';
import { suppressRevoked } from './audience.query.ts';
import { shareAudience } from './audience-lock.query.ts';
import { forgetPreferences } from './preferences.query.ts';

/**
 * Forgets where these residents are reached, whatever was going to be sent. An audience that a dispatch froze counts them as
 * suppressed. Deliveries name residents by id alone and stay: they are the account of what was sent.
 */
export async function forgetAddresses(
  manager: EntityManager,
  residentIds: string[],
  now: Date,
): Promise<void> {
  const active = await manager.query<{ topic: string }[]>(
    'SELECT DISTINCT topic FROM audience WHERE resident_id = ANY($1::uuid[]) AND active ORDER BY topic',
    [residentIds],
  );
  await shareAudience(manager, active);
  await suppress(manager, residentIds, now);
  await manager.query(
    `UPDATE audience SET active = false, address = NULL, language = NULL, joined = NULL, frequency = NULL,
                         paused_until = NULL, digest_from = NULL, ended_at = $2, ended_reason = 'erased',
                         suppressed_reason = NULL
     WHERE resident_id = ANY($1::uuid[]) AND active`,
    [residentIds, now],
  );
  await forgetPreferences(manager, residentIds);
  await manager.query(
    `UPDATE letters SET state = 'suppressed', reason = 'erased', address = NULL, sealed = NULL, leased_until = NULL,
                        decided_at = $2
     WHERE resident_id = ANY($1::uuid[]) AND state IN ('due', 'leased')`,
    [residentIds, now],
  );
  await manager.query(
    `UPDATE digests SET state = 'suppressed', reason = 'erased', address = NULL, leased_until = NULL, decided_at = $2
     WHERE resident_id = ANY($1::uuid[]) AND state IN ('due', 'leased')`,
    [residentIds, now],
  );
}

/** SEND-2, as `suppressInDispatches` does it for one standing. */
async function suppress(manager: EntityManager, residentIds: string[], now: Date): Promise<void> {
  await manager.query(
    `WITH revoked AS MATERIALIZED (
       SELECT dispatch.id AS dispatch_id, member.resident_id, 'erased' AS reason, member.ledger_index
       FROM audience AS member JOIN dispatches AS dispatch ON dispatch.topic = member.topic
       WHERE member.resident_id = ANY($1::uuid[]) AND member.active
         AND dispatch.state <> 'finished' AND member.joined <= dispatch.moment
       ORDER BY dispatch.id, member.resident_id FOR UPDATE OF member
     ) ${suppressRevoked('$2')}`,
    [residentIds, now],
  );
}
