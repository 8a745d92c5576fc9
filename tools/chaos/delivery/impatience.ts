import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

const EVERY_MILLISECONDS = 2000;

/**
 * What a person and the passing hours do, quickly: a dispatch that stopped is let go on, and what waits to be tried again is due.
 * The waits themselves are tested elsewhere; nobody could watch them here.
 */
export class Impatience {
  #isOver = false;
  #rounds = Promise.resolve();
  /** Why the dispatch stopped, each time. */
  readonly stops: string[] = [];
  private readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  start(): void {
    this.#rounds = this.#run();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#rounds;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      // The database may be away.
      await this.#hurry().catch(() => undefined);
      await pause(EVERY_MILLISECONDS);
    }
  }

  async #hurry(): Promise<void> {
    const { rows } = await this.pool.query<{ reason: string }>(
      `WITH stopped AS (SELECT id, state, reason FROM notification.dispatches WHERE state IN ('paused', 'missed') FOR UPDATE)
       UPDATE notification.dispatches AS dispatch SET state = 'running', reason = NULL, seen_at = now()
       FROM stopped WHERE dispatch.id = stopped.id RETURNING COALESCE(stopped.reason, stopped.state) AS reason`,
    );
    this.stops.push(...rows.map(({ reason }) => reason));
    await this.pool.query(
      `UPDATE notification.deliveries SET due_at = now() WHERE state = 'deferred' AND due_at > now()`,
    );
    await this.pool.query(
      `UPDATE notification.batches SET due_at = now(), troubles = 0 WHERE state = 'open' AND due_at > now()`,
    );
  }
}
