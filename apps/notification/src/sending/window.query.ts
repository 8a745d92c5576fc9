import type { Database, Intent, LeasedBatch } from './batch.ts';

/** A few residents of a batch, whose standing was read and whose intents were noted in one statement. */
export interface Window {
  intents: Intent[];
  /** Where the next one begins; undefined when this was the last. */
  after: string | undefined;
  /** False: the lease is lost, or the dispatch does not run. Nothing was noted. */
  isHeld: boolean;
}

/** The lease holds and the dispatch runs: else there is no row, and so nothing in what joins it. */
const HELD = `held AS MATERIALIZED (
  SELECT dispatch.moment FROM batches AS batch JOIN dispatches AS dispatch ON dispatch.id = batch.dispatch_id
  WHERE batch.id = $3 AND batch.epoch = $4 AND batch.state = 'open'
    AND batch.leased_until > clock_timestamp() AND dispatch.state = 'running')`;

/** In the audience that was frozen, and still to be written to. */
const MEMBER =
  'member.topic = $2 AND member.active AND member.suppressed_reason IS NULL AND member.joined <= held.moment';

const INTENT = `resident_id AS "residentId", address, language, subscription_id AS "subscriptionId", attempts`;

/** SEND-1: what is read and noted right before the hand-over. */
export class WindowQuery {
  constructor(private readonly database: Database) {}

  /**
   * The next residents of the batch that are to be written to now: never tried, or deferred until now. Bounds are given to both
   * tables: PostgreSQL does not carry them across the join.
   * @param after the last resident of the window before; the first window begins with the batch.
   */
  async next(
    batch: LeasedBatch,
    { after, size, now }: { after: string | undefined; size: number; now: Date },
  ): Promise<Window> {
    const { rows } = await this.database.query<WindowRow>(nextWindow(after === undefined ? '>=' : '>'), [
      batch.dispatchId,
      batch.topic,
      batch.id,
      batch.epoch,
      after ?? batch.firstResident,
      batch.lastResident,
      size,
      now,
    ]);
    const read = rows.filter(({ residentId }) => residentId !== null);
    const last = read.at(-1)?.residentId ?? undefined;
    return {
      // Without a number of attempts somebody else decided about them in this very moment: they left.
      intents: read.filter((row): row is Intent => row.attempts !== null),
      after: read.length < size || last === batch.lastResident ? undefined : last,
      isHeld: rows.length > 0,
    };
  }

  /**
   * Reads the standing again of some whose intents grew old before they could be handed over.
   * @returns those that still may be; of the others nothing is noted here.
   */
  async again(batch: LeasedBatch, residents: string[], now: Date): Promise<Set<string>> {
    const { rows } = await this.database.query<{ residentId: string }>(
      `WITH ${HELD}
       UPDATE deliveries AS delivery SET handed_at = $6, ledger_index = member.ledger_index
       FROM audience AS member, held
       WHERE delivery.dispatch_id = $1 AND delivery.resident_id = ANY($5::uuid[]) AND delivery.state = 'intended'
         AND delivery.epoch = $4 AND member.resident_id = delivery.resident_id
         AND member.resident_id = ANY($5::uuid[]) AND ${MEMBER}
       RETURNING delivery.resident_id AS "residentId"`,
      [batch.dispatchId, batch.topic, batch.id, batch.epoch, residents, now],
    );
    return new Set(rows.map(({ residentId }) => residentId));
  }
}

type WindowRow = { [Key in keyof Intent]: Intent[Key] | null };

/** One row with nothing in it says that the lease holds and nobody is left. In the order of residents, as whoever suppresses. */
export const nextWindow = (begins: '>' | '>=') => `
  WITH ${HELD}, standing AS MATERIALIZED (
    SELECT member.resident_id, member.ledger_index, member.address, member.language, member.subscription_id
    FROM held, audience AS member LEFT JOIN deliveries AS known
      ON known.dispatch_id = $1 AND known.resident_id = member.resident_id
      AND known.resident_id ${begins} $5 AND known.resident_id <= $6
    WHERE ${MEMBER} AND member.resident_id ${begins} $5 AND member.resident_id <= $6
      AND (known.state IS NULL OR known.state = 'deferred' AND known.due_at <= $8)
    ORDER BY member.resident_id LIMIT $7
  ), intent AS (
    INSERT INTO deliveries AS known (dispatch_id, resident_id, state, ledger_index, epoch, attempts, handed_at)
    SELECT $1, resident_id, 'intended', ledger_index, $4, 1, $8::timestamptz FROM standing
    ON CONFLICT (dispatch_id, resident_id) DO UPDATE SET
      state = 'intended', reason = NULL, due_at = NULL, ledger_index = excluded.ledger_index,
      epoch = excluded.epoch, attempts = known.attempts + 1, handed_at = excluded.handed_at
    WHERE known.state = 'deferred' AND known.due_at <= excluded.handed_at
    RETURNING resident_id, attempts
  )
  SELECT ${INTENT} FROM held LEFT JOIN standing ON true LEFT JOIN intent USING (resident_id) ORDER BY resident_id`;
