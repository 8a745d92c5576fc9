import type { EntityManager } from 'typeorm';
import type { Standing, StandingEndedV1, StandingGrantedV1 } from '#libs/contracts';

/** A topic that a resident follows now and did not before. */
export interface Joined {
  topic: string;
  subscriptionId: string;
  version: number;
}

const GIVEN = `
  SELECT topic, subscription_id, version, ledger_index
  FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::bigint[])
    AS given (topic, subscription_id, version, ledger_index)`;

/**
 * The higher version wins, so a replay cannot revive what ended (LEAVE-6). A new consent was confirmed by a link in a mail that
 * arrived, and is newer than any wish to leave: so the topic is not suppressed any more. Unless it was imported.
 * @returns the topics in which the resident was not active before.
 */
export async function addToAudience(
  manager: EntityManager,
  granted: StandingGrantedV1,
  { isImported }: { isImported: boolean },
): Promise<Joined[]> {
  const { residentId, address, language, standings, grantedAt } = granted;
  const rows = await manager.query<(Joined & { isNew: boolean })[]>(
    `WITH moment AS MATERIALIZED (SELECT nextval('audience_moments') AS now)
     INSERT INTO audience AS known
       (topic, subscription_id, version, ledger_index, resident_id, active, address, language, joined, granted_at)
     SELECT given.*, $5, true, $6, $7, moment.now, $8 FROM (${GIVEN}) AS given, moment
     ON CONFLICT (resident_id, topic) DO UPDATE SET
       subscription_id = excluded.subscription_id, version = excluded.version,
       ledger_index = excluded.ledger_index, active = true, address = excluded.address,
       language = excluded.language, granted_at = excluded.granted_at, ended_at = NULL, ended_reason = NULL,
       suppressed_reason = CASE WHEN $9 THEN known.suppressed_reason END,
       joined = CASE WHEN known.active THEN known.joined ELSE excluded.joined END
     WHERE known.version < excluded.version
     RETURNING topic, subscription_id AS "subscriptionId", version,
       joined = (SELECT now FROM moment) AS "isNew"`,
    [...columns(standings), residentId, address, language, grantedAt, isImported],
  );
  return rows.filter(({ isNew }) => isNew).map(({ isNew: _, ...joined }) => joined);
}

/**
 * Ends them without the address. One that was not known yet leaves its end behind, so that its grant, when it comes, finds
 * it. Of an end and a grant with the same version the end wins: it is the safe side.
 */
export async function endInAudience(manager: EntityManager, ended: StandingEndedV1): Promise<void> {
  const { residentId, standings, reason, endedAt } = ended;
  await manager.query(
    `INSERT INTO audience AS known
       (topic, subscription_id, version, ledger_index, resident_id, active, ended_at, ended_reason)
     SELECT given.*, $5, false, $6, $7 FROM (${GIVEN}) AS given
     ON CONFLICT (resident_id, topic) DO UPDATE SET
       subscription_id = excluded.subscription_id, version = excluded.version,
       ledger_index = excluded.ledger_index, active = false, address = NULL, language = NULL, joined = NULL,
       frequency = NULL, paused_until = NULL, digest_from = NULL, suppressed_reason = NULL,
       ended_at = excluded.ended_at, ended_reason = excluded.ended_reason
     WHERE known.version < excluded.version OR (known.version = excluded.version AND known.active)`,
    [...columns(standings), residentId, endedAt, reason],
  );
}

/**
 * Says of each open dispatch that the resident was in its audience and is not written to any more (SEND-2), and tells its
 * senders. Comes before `endInAudience`, which forgets when they joined. What was handed over already keeps its outcome; what
 * is about to be is dropped by the sender that has it.
 */
export async function suppressInDispatches(
  manager: EntityManager,
  { residentId, standings, reason }: { residentId: string; standings: Standing[]; reason: string },
  now: Date,
): Promise<void> {
  await manager.query(
    `WITH revoked AS MATERIALIZED (
       SELECT dispatch.id AS dispatch_id, member.resident_id, $6::text AS reason, given.ledger_index
       FROM (${GIVEN}) AS given
       JOIN audience AS member ON member.topic = given.topic AND member.resident_id = $5
       JOIN dispatches AS dispatch ON dispatch.topic = given.topic
       WHERE member.active AND member.version <= given.version
         AND dispatch.state <> 'finished' AND member.joined <= dispatch.moment
       ORDER BY dispatch.id FOR UPDATE OF member
     ) ${suppressRevoked('$7')}`,
    [...columns(standings), residentId, reason, now],
  );
}

/**
 * The rest of a statement whose `revoked` has dispatch_id, resident_id, reason and ledger_index. In the order of residents, as
 * senders note their intents: else two could wait for each other.
 */
export const suppressRevoked = (now: string) => `, told AS (
    INSERT INTO revocations (dispatch_id, resident_id, reason, ledger_index)
    SELECT dispatch_id, resident_id, reason, ledger_index FROM revoked ON CONFLICT DO NOTHING
  )
  INSERT INTO deliveries AS known (dispatch_id, resident_id, state, reason, ledger_index, decided_at)
  SELECT dispatch_id, resident_id, 'suppressed', reason, ledger_index, ${now}
  FROM revoked ORDER BY dispatch_id, resident_id
  ON CONFLICT (dispatch_id, resident_id) DO UPDATE SET
    state = 'suppressed', reason = excluded.reason, ledger_index = excluded.ledger_index,
    due_at = NULL, decided_at = excluded.decided_at
  WHERE known.state = 'deferred'`;

function columns(standings: Standing[]): unknown[][] {
  return [
    standings.map(({ topic }) => topic),
    standings.map(({ subscriptionId }) => subscriptionId),
    standings.map(({ version }) => version),
    standings.map(({ ledgerIndex }) => ledgerIndex),
  ];
}
