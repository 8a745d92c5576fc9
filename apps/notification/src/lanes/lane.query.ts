import type { Allotments, LaneState, RelayState } from '#libs/lanes';

/** What is needed of a pool of `pg`: senders have no other. */
export interface LaneDatabase {
  query<Row>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** What one process sees. */
export interface LaneReport {
  lanes: LaneState[];
  relays: RelayState[];
}

/** Longer than a few rounds of whoever tells: after it, it counts as gone. */
const ALIVE = `seen_at > clock_timestamp() - interval '10 seconds'`;

/** Lanes and relays as processes tell each other, by the database's clock, which all of them share. */
export class LaneQuery implements Allotments {
  constructor(private readonly database: LaneDatabase) {}

  /**
   * Tells what this process sees.
   * @returns the others that are there and send dispatches; their order is the same for all.
   */
  async tell(sender: string, sends: boolean, { lanes, relays }: LaneReport): Promise<string[]> {
    const { rows } = await this.database.query<{ sender: string }>(
      `WITH told AS (
         INSERT INTO lane_states (sender, seen_at, sends, lanes, relays)
         VALUES ($1, clock_timestamp(), $2, $3, $4)
         ON CONFLICT (sender) DO UPDATE SET
           seen_at = excluded.seen_at, lanes = excluded.lanes, relays = excluded.relays
       ), gone AS (
         DELETE FROM lane_states WHERE sender <> $1 AND seen_at < clock_timestamp() - interval '1 hour'
       )
       SELECT sender FROM lane_states WHERE ${ALIVE} AND sends AND sender <> $1 ORDER BY sender`,
      [sender, sends, JSON.stringify(lanes), JSON.stringify(relays)],
    );
    return rows.map(({ sender: other }) => other);
  }

  async leave(sender: string): Promise<void> {
    await this.database.query('DELETE FROM lane_states WHERE sender = $1', [sender]);
  }

  /** What all processes that are there told last. */
  async reports(): Promise<LaneReport[]> {
    const { rows } = await this.database.query<LaneReport>(
      `SELECT lanes, relays FROM lane_states WHERE ${ALIVE} ORDER BY sender`,
    );
    return rows;
  }

  /** One statement: what two processes take in one moment is never more than is left. */
  async take(asked: { lane: string; period: string; wanted: number; most: number }): Promise<number> {
    const { lane, period, wanted, most } = asked;
    const { rows } = await this.database.query<{ got: number }>(
      `INSERT INTO ramp_counts AS known (lane, period, taken) VALUES ($1, $2, least($3::integer, $4::integer))
       ON CONFLICT (lane, period) DO UPDATE SET taken = least(known.taken + $3::integer, $4::integer)
         WHERE known.taken < $4::integer
       RETURNING new.taken - COALESCE(old.taken, 0) AS got`,
      [lane, period, wanted, most],
    );
    return rows[0]?.got ?? 0;
  }

  async giveBack({ lane, period, count }: { lane: string; period: string; count: number }): Promise<void> {
    await this.database.query(
      `INSERT INTO ramp_counts AS known (lane, period, taken) VALUES ($1, $2, 0)
       ON CONFLICT (lane, period) DO UPDATE SET taken = greatest(known.taken - $3::integer, 0)`,
      [lane, period, count],
    );
  }
}
