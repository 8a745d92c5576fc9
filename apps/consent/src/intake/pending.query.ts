import type { EntityManager } from 'typeorm';
import { plainArray } from '#libs/database';
import type { ActKind } from '../ledger/act-payload.ts';

export interface Pending {
  kind: 'notice' | 'consent' | ActKind;
  /** Absent for a notice. */
  eventId: string | null;
  storyId: string;
  occurredAt: Date;
  /** Canonical JSON of the payload; of a notice its SHA-256. */
  content: string;
  /** What opens the commitments in the payload (`writeDetails`), where it has any. */
  details?: string | null;
  sealed: string | null;
}

/** Notices go first, since they must be logged before their first use; then withdrawals (LEAVE-4). */
export const turns = { notice: 0, urgent: 1, normal: 2 } as const;

/** An event on its way into the inbox. */
export interface Waiting extends Pending {
  turn: keyof typeof turns;
}

/** Puts an event into the ledger's inbox. One that waits there already is left as it is. */
export async function addPending(
  manager: EntityManager,
  pending: Pending,
  turn: keyof typeof turns,
): Promise<void> {
  await addAllPending(manager, [{ ...pending, turn }]);
}

/** The same for many events, in one statement. */
export async function addAllPending(manager: EntityManager, waiting: Waiting[]): Promise<void> {
  await manager.query(
    `INSERT INTO pending (turn, kind, event_id, story_id, occurred_at, content, sealed, details)
     SELECT * FROM unnest($1::smallint[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[],
                          $8::text[])
     ON CONFLICT (event_id) DO NOTHING`,
    [
      plainArray(waiting.map(({ turn }) => turns[turn])),
      plainArray(waiting.map(({ kind }) => kind)),
      plainArray(waiting.map(({ eventId }) => eventId)),
      plainArray(waiting.map(({ storyId }) => storyId)),
      plainArray(waiting.map(({ occurredAt }) => occurredAt.toISOString())),
      waiting.map(({ content }) => content),
      waiting.map(({ sealed }) => sealed),
      waiting.map(({ details = null }) => details),
    ],
  );
}

/** Where an event stands in the inbox: what has the lower turn comes first, then what has the lower number. */
export interface Place {
  turn: number;
  /** Its number, which no other event ever has. */
  sequence: string;
}

/** An event in the inbox. */
export interface Next extends Pending, Place {
  /**
   * It has its leaf already: told twice. That stays as it was when the row was read, since no other row of the same event comes
   * into the inbox while this one is there.
   */
  isRecorded: boolean;
}

/**
 * What comes next in the inbox, at most `limit`, by turn and number: it decides who waits. The numbers of a turn come as one text: a
 * row for each of thousands costs both sides more than finding them.
 */
export async function nextInInbox(manager: EntityManager, limit: number): Promise<Place[]> {
  const turns = await manager.query<{ turn: number; sequences: string }[]>(
    `SELECT turn, string_agg(sequence::text, ',' ORDER BY sequence) AS sequences
     FROM (SELECT turn, sequence FROM pending ORDER BY turn, sequence LIMIT $1) AS next
     GROUP BY turn ORDER BY turn`,
    [limit],
  );
  return turns.flatMap(({ turn, sequences }) => sequences.split(',').map((sequence) => ({ turn, sequence })));
}

const READ = `
  SELECT turn, sequence, kind, event_id AS "eventId", story_id AS "storyId", occurred_at AS "occurredAt", content, details, sealed,
         EXISTS (SELECT 1 FROM records WHERE records.event_id = pending.event_id) AS "isRecorded"
  FROM pending`;

/** The events behind a place, at most `limit`: a guess at the batch to come, whoever else is at work. */
export async function readEventsBehind(
  manager: EntityManager,
  { turn, sequence }: Place,
  limit: number,
): Promise<Next[]> {
  return manager.query(
    `${READ} WHERE (turn, sequence) > ($1::smallint, $2::bigint) ORDER BY turn, sequence LIMIT $3`,
    [turn, sequence, limit],
  );
}

export async function readEvents(manager: EntityManager, sequences: readonly string[]): Promise<Next[]> {
  return manager.query(`${READ} WHERE sequence = ANY($1::bigint[])`, [plainArray(sequences)]);
}

/**
 * Takes out what gets no record: notices, events that have their leaf already, events of the erased. What gets one leaves the
 * inbox by `insertRecords`.
 */
export async function dropPending(manager: EntityManager, sequences: readonly string[]): Promise<void> {
  if (sequences.length === 0) return;
  await manager.query('DELETE FROM pending WHERE sequence = ANY($1::bigint[])', [plainArray(sequences)]);
}
