import type { Intent, LeasedBatch, PlanningDatabase } from './batch.ts';
import { deliveriesOf } from './deliveries-of.ts';

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

/** SEND-1: what is read and noted right before the hand-over. */
export class WindowQuery {
  constructor(private readonly database: PlanningDatabase) {}

  /**
   * The next residents of the batch that are to be written to now: never tried, or deferred until now. Bounds are given to both
   * tables: PostgreSQL does not carry them across the join.
   * @param after the last resident of the window before; the first window begins with the batch.
   */
  async next(
    batch: LeasedBatch,
    { after, size, now }: { after: string | undefined; size: number; now: Date },
  ): Promise<Window> {
    const begins = after === undefined ? '>=' : '>';
    const { dispatchId, topic, id, epoch, firstResident, lastResident } = batch;
    const { rows } = await this.database.query<WindowRow>({
      name: `window ${begins} ${dispatchId}`,
      text: nextWindow(begins, dispatchId),
      values: [dispatchId, topic, id, epoch, after ?? firstResident, lastResident, size, now],
    });
    const intents = rows.filter((row): row is Row => row.residentId !== null);
    const last = intents.at(-1)?.residentId;
    return {
      intents: intents.map((row) => ({ ...row, handedAt: now })),
      after: intents.length < size || last === lastResident ? undefined : last,
      isHeld: rows.length > 0,
    };
  }

  /**
   * Reads the standing again of some whose intents grew old before they could be handed over.
   * @returns those that still may be, with what was read now. Their intents are noted already.
   */
  async again(batch: LeasedBatch, intents: readonly Intent[], now: Date): Promise<Intent[]> {
    const { rows } = await this.database.query<{ residentId: string; ledgerIndex: string }>(
      `WITH ${HELD}
       SELECT member.resident_id AS "residentId", member.ledger_index AS "ledgerIndex" FROM held, audience AS member
       WHERE member.resident_id = ANY($1::uuid[]) AND ${MEMBER}`,
      [intents.map(({ residentId }) => residentId), batch.topic, batch.id, batch.epoch],
    );
    const standing = new Map(rows.map(({ residentId, ledgerIndex }) => [residentId, ledgerIndex]));
    return intents.flatMap((intent) => {
      const ledgerIndex = standing.get(intent.residentId);
      return ledgerIndex === undefined ? [] : [{ ...intent, ledgerIndex, handedAt: now }];
    });
  }
}

type Row = Omit<Intent, 'handedAt'>;
type WindowRow = { [Key in keyof Row]: Row[Key] | null };

/** One row with nothing in it says that the lease holds and nobody is left. */
export const nextWindow = (begins: '>' | '>=', dispatchId: string) => `
  WITH ${HELD}, standing AS MATERIALIZED (
    SELECT member.resident_id, member.ledger_index, member.address, member.language, member.subscription_id,
      COALESCE(known.attempts, 0) + 1 AS attempts
    FROM held, audience AS member LEFT JOIN ${deliveriesOf(dispatchId)} AS known
      ON known.dispatch_id = $1 AND known.resident_id = member.resident_id
      AND known.resident_id ${begins} $5 AND known.resident_id <= $6
    WHERE ${MEMBER} AND member.resident_id ${begins} $5 AND member.resident_id <= $6
      AND (known.state IS NULL OR known.state = 'deferred' AND known.due_at <= $8)
    ORDER BY member.resident_id LIMIT $7
  ), noted AS (
    INSERT INTO intents (batch_id, epoch, first_resident, dispatch_id, residents, ledger_indexes, handed_at)
    SELECT $3, $4, residents[1], $1, residents, ledger_indexes, $8
    FROM (SELECT array_agg(resident_id) AS residents, array_agg(ledger_index) AS ledger_indexes FROM standing) AS all_of_them
    WHERE residents IS NOT NULL
  )
  SELECT resident_id AS "residentId", ledger_index AS "ledgerIndex", address, language,
    subscription_id AS "subscriptionId", attempts
  FROM held LEFT JOIN standing ON true ORDER BY resident_id`;
