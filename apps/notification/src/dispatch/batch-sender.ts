import { Injectable } from '@nestjs/common';
import { NoSession, SmtpSessions } from '#libs/mail';
import { AnnouncementMails, ContentChanged } from './announcement-mails.ts';
import { BatchLeases, type Ending, type TakenBatch } from './batch-leases.ts';
import { type BatchWork, Deliverer } from './deliverer.ts';
import type { LeasedBatch } from './dispatch.ts';
import { DispatchesService } from './dispatches.service.ts';

const LAST_PATIENCE_MILLISECONDS = 15_000;

/** Sends one batch over a few sessions, until it is through or has to stop. */
@Injectable()
export class BatchSender {
  #isStopping = false;
  #cut: NodeJS.Timeout | undefined;

  constructor(
    private readonly leases: BatchLeases,
    private readonly mails: AnnouncementMails,
    private readonly deliverer: Deliverer,
    private readonly dispatches: DispatchesService,
    private readonly sessions: SmtpSessions,
  ) {}

  /** No further mail is begun, and what is on the wire gets a last patience; then it becomes uncertain. */
  stop(): void {
    this.#isStopping = true;
    this.#cut = setTimeout(() => this.sessions.cut(), LAST_PATIENCE_MILLISECONDS);
  }

  /** Call once nothing is on the wire any more. */
  close(): void {
    clearTimeout(this.#cut);
    this.sessions.close();
  }

  async send(key: string): Promise<void> {
    const taken = await this.leases.take(key);
    if (!taken) return;
    using _ = taken.lease;
    const ending = await this.#sendAll(taken);
    const isDone = await this.leases.giveBack(taken, ending);
    if (isDone) await this.dispatches.finishReady();
  }

  async #sendAll(taken: TakenBatch): Promise<Ending> {
    try {
      const prepared = await this.mails.prepare(taken.batch);
      return await this.#deliverAll({ ...taken, prepared }, taken.residents);
    } catch (error) {
      if (!(error instanceof ContentChanged)) throw error;
      return this.#stop(taken.batch, 'content-changed');
    }
  }

  async #deliverAll(work: BatchWork, residents: string[]): Promise<Ending> {
    const run: Run = { waiting: residents.values(), ending: 'through' };
    const hands = Array.from({ length: this.sessions.connections }, () => this.#deliverNext(work, run));
    // All hands must have let go before the lease does.
    const ended = await Promise.allSettled(hands);
    const failed = ended.find((hand) => hand.status === 'rejected');
    if (failed) throw failed.reason;
    // It may have stopped at the very last one, after which nobody looked.
    return work.lease.isLost ? 'stopped' : run.ending;
  }

  async #deliverNext(work: BatchWork, run: Run): Promise<void> {
    for (const resident of run.waiting) {
      if (this.#isStopping || work.lease.isLost) run.ending = 'stopped';
      if (run.ending !== 'through') return;
      try {
        const objection = await this.sessions.use((session) =>
          this.deliverer.deliver(work, resident, session),
        );
        if (objection) run.ending = await this.#stop(work.batch, objection);
      } catch (error) {
        run.ending = 'stopped';
        if (!(error instanceof NoSession)) throw error;
        run.ending = await this.#withoutSession(work.batch, error);
      }
    }
  }

  async #withoutSession(batch: LeasedBatch, { verdict }: NoSession): Promise<Ending> {
    if (verdict.outcome === 'stop-sender') return this.#stop(batch, verdict.reason);
    // An outage of the relay is nobody's failure: after the window a person decides, and nobody is given up.
    if (batch.leasedAt > batch.windowEndsAt) return this.#stop(batch, 'relay-unreachable');
    return 'trouble';
  }

  async #stop({ dispatchId }: LeasedBatch, reason: string): Promise<Ending> {
    await this.dispatches.stop(dispatchId, reason);
    return 'stopped';
  }
}

interface Run {
  /** Shared by all hands: each takes the next. */
  waiting: IterableIterator<string>;
  ending: Ending;
}
