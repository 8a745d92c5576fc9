import type { EntityManager } from 'typeorm';
import { IS_HELD } from '../digest-control/digest-acts.query.ts';
import type { OpenRun } from './digest-run.query.ts';

/** One announcement that one resident is to be told of. */
export interface DueItem {
  residentId: string;
  topic: string;
  address: string;
  language: string;
  ledgerIndex: string;
  announcementId: string;
}

export interface NewDigest {
  id: string;
  messageId: string;
  residentId: string;
  address: string;
  language: string;
  announcements: string[];
  ledgerIndexes: string[];
}

/** Wants it in this run's digests, and may be written to: of others nothing is planned, and so nothing is lost. */
const IS_DUE = `digest_from IS NOT NULL AND paused_until IS NULL AND suppressed_reason IS NULL
  AND ($2 OR frequency IS DISTINCT FROM 'weekly')`;

/** Topics with something that is not told now and may be later. */
const OF_HELD = `topic IN (SELECT dispatch.topic FROM dispatches AS dispatch WHERE ${IS_HELD})`;

/**
 * The next residents that digests may be for. A range of ids, whether there is anything to tell them or not.
 * @returns the last of them; undefined when nobody is left.
 */
export async function endOfRange(
  manager: EntityManager,
  run: OpenRun,
  size: number,
): Promise<string | undefined> {
  const [row] = await manager.query<{ last: string | null }[]>(
    `SELECT (array_agg(resident_id ORDER BY resident_id DESC))[1] AS last FROM (
       SELECT DISTINCT resident_id FROM audience
       WHERE digest_from IS NOT NULL AND ($1::uuid IS NULL OR resident_id > $1) ORDER BY resident_id LIMIT $2) AS range`,
    [run.plannedTo, size],
  );
  return row?.last ?? undefined;
}

/**
 * What came out since each resident's last digest, up to the run's moment, and was not sent to them at once; the earliest first. Not
 * what staff hold back: once that goes on it comes out anew, and then whoever was told of it before is told no more. What their
 * delivery says is asked one by one: joined, the planner may read the deliveries of everybody.
 */
export async function dueItems(manager: EntityManager, run: OpenRun, last: string): Promise<DueItem[]> {
  return manager.query<DueItem[]>(
    `SELECT member.resident_id AS "residentId", member.topic, member.address, member.language,
       member.ledger_index AS "ledgerIndex", dispatch.announcement_id AS "announcementId"
     FROM audience AS member JOIN dispatches AS dispatch ON dispatch.topic = member.topic
       AND dispatch.out_moment > member.digest_from AND dispatch.out_moment <= $1
     WHERE ${IS_DUE} AND ($3::uuid IS NULL OR member.resident_id > $3) AND member.resident_id <= $4
       AND (member.joined IS NULL OR dispatch.moment < member.joined) AND NOT ${IS_HELD}
       AND (dispatch.out_moment = dispatch.moment OR NOT EXISTS (SELECT 1 FROM digests AS told
         WHERE told.resident_id = member.resident_id AND told.state <> 'suppressed'
           AND dispatch.announcement_id = ANY(told.announcements)))
       AND COALESCE((SELECT state FROM deliveries
         WHERE dispatch_id = dispatch.id AND resident_id = member.resident_id), 'suppressed') = 'suppressed'
       AND NOT EXISTS (SELECT 1 FROM intents
         WHERE dispatch_id = dispatch.id AND member.resident_id = ANY(residents))
     ORDER BY member.resident_id, dispatch.out_moment, member.topic
     FOR UPDATE OF member`,
    [run.moment, run.isWeekly, run.plannedTo, last],
  );
}

export async function insertDigests(
  manager: EntityManager,
  { run, digests }: { run: OpenRun; digests: readonly NewDigest[] },
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<void> {
  const column = <T>(read: (one: NewDigest) => T) => digests.map(read);
  await manager.query(
    `INSERT INTO digests (id, run_id, state, resident_id, address, language, announcements, ledger_indexes,
       message_id, story_id, created_at, due_at, expires_at)
     SELECT id, $1, 'due', resident_id, address, language, announcements::uuid[], ledger_indexes::bigint[],
       message_id, $1, $9, $9, $10
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS given (id, resident_id, address, language, announcements, ledger_indexes, message_id)`,
    [
      run.id,
      column(({ id }) => id),
      column(({ residentId }) => residentId),
      column(({ address }) => address),
      column(({ language }) => language),
      // Arrays of different lengths are no column: each is written as PostgreSQL reads it.
      column(({ announcements }) => `{${announcements.join(',')}}`),
      column(({ ledgerIndexes }) => `{${ledgerIndexes.join(',')}}`),
      column(({ messageId }) => messageId),
      now,
      expiresAt,
    ],
  );
}

/**
 * What is told now is not told again. Who is told at once by now has had the last digest of that topic, unless that is so only since
 * the run began, or something of it is held back.
 */
export async function tellNoMore(
  manager: EntityManager,
  run: OpenRun,
  items: readonly DueItem[],
): Promise<void> {
  await manager.query(
    `UPDATE audience SET digest_from = CASE WHEN joined IS NULL OR joined > $1::bigint OR ${OF_HELD} THEN $1::bigint END
     FROM unnest($2::uuid[], $3::text[]) AS told (id, slug) WHERE resident_id = told.id AND topic = told.slug`,
    [run.moment, items.map(({ residentId }) => residentId), items.map(({ topic }) => topic)],
  );
}

/** Who is told at once by now, and missed nothing: no digest waits for them any more. */
export async function endLastDigests(manager: EntityManager, run: OpenRun): Promise<void> {
  await manager.query(
    `UPDATE audience SET digest_from = NULL WHERE ${IS_DUE} AND digest_from <= $1 AND joined <= $1
       AND NOT ${OF_HELD}`,
    [run.moment, run.isWeekly],
  );
}
