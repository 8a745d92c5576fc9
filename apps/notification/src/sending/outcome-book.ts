import type { Logger } from '#libs/logging';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { Decided } from './outcome.query.ts';

/** Mails that were answered and are not recorded yet: a kill repeats, or leaves uncertain, at most these and what is on the wire. */
const MOST_UNRECORDED = 200;
const AT_ONCE = 100;
const LONGEST_MILLISECONDS = 10;
const AGAIN_MILLISECONDS = 200;

/** An outcome on its way into the database, and the lease that gives the right to record it. */
export interface Entry extends Decided {
  lease: KeptLease;
}

/**
 * Writes outcomes in bulk, at 100 of them or after ten milliseconds. While the database is away it tries again and says that
 * it has no room: then nothing more is handed over.
 */
export class OutcomeBook {
  #open: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #unrecorded = 0;
  readonly #unrecordedOf = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly record: (dispatchId: string, decided: Decided[]) => Promise<void>,
    private readonly logger: Logger,
    /** Called when there is room again. */
    private readonly hasRoomAgain: () => void,
  ) {}

  get hasRoom(): boolean {
    return this.#unrecorded < MOST_UNRECORDED;
  }

  add(entry: Entry): void {
    this.#count(entry, 1);
    this.#open.push(entry);
    if (this.#open.length >= AT_ONCE) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), LONGEST_MILLISECONDS);
  }

  /** Waits until everything of that batch is recorded, or its lease is lost. */
  async settled(batchId: string): Promise<void> {
    if (this.#unrecordedOf.has(batchId)) this.#flush();
    while (this.#unrecordedOf.has(batchId)) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const dispatches = Map.groupBy(this.#open, ({ batch }) => batch.dispatchId);
    this.#open = [];
    for (const [dispatchId, entries] of dispatches) void this.#write(dispatchId, entries);
  }

  async #write(dispatchId: string, entries: Entry[]): Promise<void> {
    let left = entries;
    while (left.length > 0) {
      try {
        await this.record(dispatchId, left);
        break;
      } catch (err) {
        this.logger.warn({ err, dispatchId, outcomes: left.length }, 'outcomes could not be recorded yet');
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLISECONDS));
        left = left.filter(({ lease }) => !lease.isLost);
      }
    }
    for (const entry of entries) this.#count(entry, -1);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    if (this.hasRoom) this.hasRoomAgain();
  }

  #count({ batch }: Entry, change: number): void {
    this.#unrecorded += change;
    const left = (this.#unrecordedOf.get(batch.id) ?? 0) + change;
    if (left > 0) this.#unrecordedOf.set(batch.id, left);
    else this.#unrecordedOf.delete(batch.id);
  }
}
