import type { Logger } from '#libs/logging';
import type { PlanningDatabase } from './batch.ts';

/** Why somebody may not be written to any more, and the ledger entry that says so. */
export interface Revocation {
  reason: string;
  ledgerIndex: string;
}

interface Poll {
  bound: string;
  revoked: (Revocation & { dispatchId: string; residentId: string })[];
  stopped: string[];
}

const EVERY_MILLISECONDS = 50;
/** LEAVE-4: a sender that heard nothing for so long hands nothing over. */
const FRESH_MILLISECONDS = 500;
/** Longer than a window can be on its way between the database and the wire. */
const KEPT_MILLISECONDS = 60_000;

/**
 * What senders hear, many times a second, of those who left and of dispatches that do not run any more.
 *
 * A number from a sequence would not do as the place up to which was read: a transaction that drew a lower one may commit after
 * it was passed. Each row names its transaction instead, and each poll remembers the oldest transaction that was still running:
 * all before it were visible to that poll, and all others are read again by the next. So nothing is missed, whatever order
 * they commit in; a name that is read twice does no harm.
 *
 * Nor can one be missed between standing and feed: who left before the standing was read is not in the window, and who left after
 * it is in the first poll that begins later, because the bound was taken while that transaction ran, or before it began.
 */
export class Revocations {
  #bound: string | null = null;
  #polledAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  /** By resident and dispatch: asked several times for each mail, and no name is made of both each time. */
  readonly #revoked = new Map<string, Map<string, { revocation: Revocation; at: number }>>();
  /** Since when. */
  readonly #stopped = new Map<string, number>();

  constructor(
    private readonly database: PlanningDatabase,
    private readonly logger: Logger,
    private readonly elapsed: () => number,
    /** Dispatches at work, and what to do after each poll. */
    private readonly sender: { dispatches(): string[]; heard(): void },
  ) {}

  start(): void {
    void this.#again();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** False: nobody may be written to on what was read before. */
  get isFresh(): boolean {
    return this.elapsed() - this.#polledAt <= FRESH_MILLISECONDS;
  }

  of(dispatchId: string, residentId: string): Revocation | undefined {
    return this.#revoked.get(residentId)?.get(dispatchId)?.revocation;
  }

  isStopped(dispatchId: string): boolean {
    return this.#stopped.has(dispatchId);
  }

  /** Somebody knows already, and need not wait for the next poll. */
  halt(dispatchId: string): void {
    this.#stopped.set(dispatchId, this.elapsed());
  }

  /** A lease says that it runs, and it is newer than what was heard. */
  runsAgain(dispatchId: string): void {
    this.#stopped.delete(dispatchId);
  }

  /** Reads now. @throws what the database throws. */
  async poll(): Promise<void> {
    const began = this.elapsed();
    const dispatches = this.sender.dispatches();
    const { rows } = await this.database.query<Poll>({
      name: 'revocations',
      text: POLL,
      values: [this.#bound, dispatches],
    });
    const [heard] = rows;
    if (!heard) throw new Error('the feed of revocations gave nothing');
    for (const { dispatchId, residentId, ...revocation } of heard.revoked) {
      const known = this.#revoked.get(residentId) ?? new Map();
      this.#revoked.set(residentId, known.set(dispatchId, { revocation, at: began }));
    }
    for (const dispatchId of heard.stopped) this.#stopped.set(dispatchId, began);
    this.#bound = heard.bound;
    this.#polledAt = began;
    this.#forget(began);
    this.sender.heard();
  }

  async #again(): Promise<void> {
    this.#running = this.poll().catch((err: unknown) => {
      this.logger.warn({ err }, 'the feed of revocations could not be read');
    });
    await this.#running;
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#again(), EVERY_MILLISECONDS);
  }

  /** In the order in which they were heard first; of one who left again since, all of it stays. */
  #forget(now: number): void {
    for (const [residentId, known] of this.#revoked) {
      if ([...known.values()].some(({ at }) => now - at < KEPT_MILLISECONDS)) return;
      this.#revoked.delete(residentId);
    }
  }
}

/** The first poll only takes the bound: whoever left before it is in no window that is read after it. */
const POLL = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS bound,
  COALESCE((SELECT json_agg(json_build_object('dispatchId', dispatch_id, 'residentId', resident_id, 'reason', reason,
              'ledgerIndex', ledger_index::text)) FROM revocations WHERE written_by >= $1::text::xid8), '[]') AS revoked,
  ARRAY(SELECT id::text FROM dispatches WHERE id = ANY($2::uuid[]) AND state <> 'running') AS stopped`;
