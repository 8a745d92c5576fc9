import { eventually } from '../../../../test/support/index.ts';
import { FailedDeliveries } from '../suppressions/failed-deliveries.ts';
import { BatchPost } from './batch-post.ts';
import type { DispatchBench } from './dispatch.testing.ts';
import { DispatchRounds } from './dispatch-rounds.ts';

const SETTLE_SECONDS = 60;

/**
 * One dispatch of a history. It is named by itself, not by its announcement: PostgreSQL would look into the deliveries of all. Rounds are
 * rung for: nobody waits for the second at which they would look by themselves.
 */
export class HistoryDispatch {
  constructor(
    private readonly bench: DispatchBench,
    readonly id: string,
  ) {}

  /** Waits until something of it has come to the relay. */
  async until(hasCome: () => boolean): Promise<void> {
    const look = async () => {
      await this.#makeDue();
      return hasCome();
    };
    await eventually(look, Boolean, SETTLE_SECONDS);
  }

  async loseLeases(): Promise<void> {
    await this.bench.query(
      `UPDATE batches SET leased_until = clock_timestamp() - interval '1 second'
       WHERE leased_until IS NOT NULL AND dispatch_id = $1`,
      this.id,
    );
  }

  async finish(): Promise<void> {
    const sql = `SELECT state, EXISTS (SELECT FROM batches WHERE dispatch_id = dispatches.id AND state = 'open') AS open
      FROM dispatches WHERE id = $1`;
    const look = async () => {
      await this.#makeDue();
      const [dispatch] = await this.bench.query<{ state: string; open: boolean }>(sql, this.id);
      if (dispatch?.state === 'running' && !dispatch.open)
        this.bench.notification.app.get(DispatchRounds).wake();
      return dispatch?.state;
    };
    await eventually(look, (state) => state === 'finished', SETTLE_SECONDS);
  }

  /** A round of the service's own does this too, at a moment that no history knows: from here on it is done. */
  async countRefusals(): Promise<void> {
    const counting = this.bench.notification.app.get(FailedDeliveries);
    const sql = 'SELECT 1 FROM counted_failures WHERE dispatch_id = $1 AND finished_at IS NOT NULL';
    const look = async () => {
      await counting.count();
      return this.bench.query(sql, this.id);
    };
    await eventually(look, (rows) => rows.length === 1);
  }

  /**
   * What waits to be tried again, after a `later` or because the relay was left out for a moment, is due now: the clock is
   * shared with the histories that are lived beside this one.
   */
  async #makeDue(): Promise<void> {
    const now = this.bench.clock.now();
    await this.bench.query(
      `UPDATE deliveries SET due_at = $2 WHERE state = 'deferred' AND due_at > $2 AND dispatch_id = $1`,
      ...[this.id, now],
    );
    const again = await this.bench.query(
      `WITH again AS (UPDATE batches SET due_at = $2 WHERE state = 'open' AND due_at > $2 AND dispatch_id = $1 RETURNING 1)
       SELECT * FROM again`,
      ...[this.id, now],
    );
    if (again.length > 0) this.bench.notification.app.get(BatchPost).wake();
  }
}
