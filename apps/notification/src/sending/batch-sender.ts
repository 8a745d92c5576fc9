import { NoSession } from '#libs/smtp';
import { KeptLease } from '../leases/kept-lease.ts';
import type { AnnouncementMails } from './announcement-mails.ts';
import type { BatchQuery } from './batch.query.ts';
import type { LeasedBatch } from './batch.ts';
import { BatchRun, type RunParts } from './batch-run.ts';
import { ContentChanged } from './released.query.ts';
import { StageTimes } from './stage-times.ts';
import type { WindowQuery } from './window.query.ts';
import { FIRST_WINDOW, nextWindowSize } from './window-size.ts';

/** `through`: all were tried. `stopped`: for a reason that lies elsewhere. `trouble`: the relay could not be reached. */
export type Ending = 'through' | 'stopped' | 'trouble';

const TROUBLE_SECONDS = 5;
const LONGEST_TROUBLE_SECONDS = 300;

export interface SenderParts extends RunParts {
  batches: BatchQuery;
  windows: WindowQuery;
  mails: AnnouncementMails;
  leaseSeconds: number;
}

/** Sends one batch, window by window, until it is through or has to stop. */
export class BatchSender {
  #isStopping = false;
  /** How large the last windows were: the relay is the same for all batches. */
  #size = FIRST_WINDOW;
  readonly #dispatches = new Map<string, { batches: number; times: StageTimes }>();

  constructor(private readonly parts: SenderParts) {}

  /** No further mail is begun. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Ids of dispatches of which it has a batch. */
  get dispatches(): string[] {
    return [...this.#dispatches.keys()];
  }

  /** @param key `<id>.<epoch>` of a batch that is due. */
  async send(key: string): Promise<void> {
    const { batches, clock, elapsed, revocations, leaseSeconds } = this.parts;
    const askedAt = elapsed();
    const batch = this.#isStopping ? undefined : await batches.lease(key, clock.now());
    if (!batch) return;
    revocations.runsAgain(batch.dispatchId);
    const times = this.#begin(batch);
    times.add('read', elapsed() - askedAt);
    try {
      using lease = new KeptLease(() => batches.renew(batch), leaseSeconds);
      if (batch.epoch > 1) await times.during('read', () => this.#tidyUp(batch));
      const ending = await this.#sendAll(batch, lease, times);
      await this.parts.book.settled(batch.id);
      // Of a lease that was lost not all is recorded: whoever takes it over must see what was noted.
      if (!lease.isLost) await times.during('record', () => this.#giveBack(batch, ending));
    } finally {
      this.#end(batch);
    }
  }

  /** The outcomes of a dispatch are written for all its batches. @returns undefined when it has none. */
  timesOf(dispatchId: string): StageTimes | undefined {
    return this.#dispatches.get(dispatchId)?.times;
  }

  /** What another sender, or an earlier try, left behind. */
  async #tidyUp(batch: LeasedBatch): Promise<void> {
    const { batches, clock, logger } = this.parts;
    const now = clock.now();
    const left = await batches.resolveLeft(batch, now);
    if (left > 0) {
      const { id: batchId, dispatchId } = batch;
      logger.warn(
        { batchId, dispatchId, left },
        'a sender fell silent; nobody knows what became of its mails',
      );
    }
    await batches.suppressLeft(batch, now);
  }

  async #sendAll(batch: LeasedBatch, lease: KeptLease, times: StageTimes): Promise<Ending> {
    try {
      const letters = await times.during('read', () => this.parts.mails.prepare(batch));
      const isStopping = () => this.#isStopping;
      const run = new BatchRun(batch, { lease, letters, times, isStopping }, this.parts);
      return await this.#sendRun(run, times);
    } catch (error) {
      if (error instanceof NoSession) return this.#withoutSession(batch, error);
      if (error instanceof ContentChanged) return this.#pause(batch, 'content-changed');
      throw error;
    }
  }

  /** @throws NoSession, when nothing is on its way any more. */
  async #sendRun(run: BatchRun, times: StageTimes): Promise<Ending> {
    let ending: Ending;
    try {
      ending = await this.#sendWindows(run, times);
    } catch (error) {
      await run.ended().catch(() => undefined);
      throw error;
    }
    const objection = await times.during('wire', () => run.ended());
    return objection ? this.#pause(run.batch, objection) : ending;
  }

  /** @throws NoSession */
  async #sendWindows(run: BatchRun, times: StageTimes): Promise<Ending> {
    const { windows, hands, clock, elapsed } = this.parts;
    for (let after: string | undefined; ; ) {
      if (run.mustStop) return 'stopped';
      // Before anything is noted: whoever is noted can be handed over.
      await times.during('wire', () => hands.ready());
      const size = this.#size;
      const checkedAt = elapsed();
      const place = { after, size, now: clock.now() };
      const window = await times.during('check', () => windows.next(run.batch, place));
      if (!window.isHeld) return 'stopped';
      const objection = await run.handOver(window.intents, checkedAt);
      if (objection) return this.#pause(run.batch, objection);
      if (window.intents.length === size) this.#size = nextWindowSize(size, elapsed() - checkedAt);
      after = window.after;
      if (after === undefined) return run.mustStop ? 'stopped' : 'through';
    }
  }

  async #withoutSession(batch: LeasedBatch, { verdict }: NoSession): Promise<Ending> {
    if (verdict.outcome === 'stop-sender') return this.#pause(batch, verdict.reason);
    // An outage of the relay is nobody's failure: after the window a person decides, and nobody is given up.
    if (batch.leasedAt > batch.windowEndsAt) return this.#pause(batch, 'relay-unreachable');
    return 'trouble';
  }

  async #pause({ dispatchId }: LeasedBatch, reason: string): Promise<Ending> {
    const { batches, revocations, logger } = this.parts;
    revocations.halt(dispatchId);
    if (await batches.pause(dispatchId, reason)) {
      logger.warn({ dispatchId, reason }, 'a dispatch paused and waits for a person');
    }
    return 'stopped';
  }

  async #giveBack(batch: LeasedBatch, ending: Ending): Promise<void> {
    const { batches, clock, logger } = this.parts;
    const now = clock.now();
    const troubles = ending === 'trouble' ? batch.troubles + 1 : 0;
    const wait = ending === 'trouble' ? troubleSeconds(batch.troubles) : 0;
    const dueAt = ending === 'through' ? undefined : new Date(now.getTime() + wait * 1000);
    const left = await batches.giveBack(batch, { now, dueAt, troubles });
    const facts = { batchId: batch.id, dispatchId: batch.dispatchId, ending, ...left };
    if (ending === 'through' && left && left.toDo > left.deferred) {
      logger.error(facts, 'a batch has residents that nobody can account for');
    } else {
      logger.debug(facts, 'batch');
    }
  }

  #begin({ dispatchId }: LeasedBatch): StageTimes {
    const known = this.#dispatches.get(dispatchId);
    const times = known?.times ?? new StageTimes(this.parts.elapsed);
    this.#dispatches.set(dispatchId, { batches: (known?.batches ?? 0) + 1, times });
    return times;
  }

  /** With the last batch it is told where the time went; of a dispatch there may be more such lines. */
  #end({ dispatchId }: LeasedBatch): void {
    const { batches = 0, times } = this.#dispatches.get(dispatchId) ?? {};
    if (times && batches > 1) this.#dispatches.set(dispatchId, { batches: batches - 1, times });
    else this.#dispatches.delete(dispatchId);
    if (times && batches === 1) this.parts.logger.info({ dispatchId, stages: times.take() }, 'stages');
  }
}

function troubleSeconds(before: number): number {
  return Math.min(TROUBLE_SECONDS * 2 ** Math.min(before, 10), LONGEST_TROUBLE_SECONDS);
}
