import type { Clock, Random } from '#libs/clock';
import type { Logger } from '#libs/logging';
import { UnsafeAddress } from '#libs/mail';
import type { Verdict } from '#libs/smtp';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import { type DeliveryOutcome, deliveryOutcome } from './delivery-outcome.ts';
import type { OutcomeBook } from './outcome-book.ts';
import type { Revocations } from './revocations.ts';
import type { UncertainRule } from './uncertain-rule.ts';

export interface AccountParts {
  book: OutcomeBook;
  revocations: Revocations;
  clock: Clock;
  random: Random;
  uncertain: UncertainRule;
  logger: Logger;
}

/** What becomes of each intent of one batch, written down under its lease. */
export class BatchAccount {
  #objection: string | undefined;

  constructor(
    private readonly batch: LeasedBatch,
    private readonly lease: KeptLease,
    private readonly parts: AccountParts,
  ) {}

  /** What the relay objects to about us, if it does. */
  get objection(): string | undefined {
    return this.#objection;
  }

  /** Of a mail that could not be made. */
  unmade(intent: Intent, error: unknown): void {
    this.settle(intent, this.#verdictOn(error));
  }

  settle(intent: Intent, verdict: Verdict): void {
    if (verdict.outcome === 'stop-sender') this.#objection ??= verdict.reason;
    // Nothing is decided about the mail, but something about the resident.
    if (verdict.outcome === 'later' && this.#isSuppressed(intent)) return;
    const { clock, random, uncertain } = this.parts;
    const now = clock.now();
    const jitter = () => random.bytes(1).readUInt8() / 255;
    const { windowEndsAt } = this.batch;
    this.#record(
      intent,
      deliveryOutcome(verdict, { attempts: intent.attempts, now, windowEndsAt, uncertain, jitter }),
      now,
    );
  }

  /** Not handed over: they left, or it is for another lease, in a moment or when its lane has room. */
  leave(intent: Intent, milliseconds = 0): void {
    if (this.#isSuppressed(intent)) return;
    const now = this.parts.clock.now();
    const dueAt = new Date(now.getTime() + milliseconds);
    this.#record(intent, { state: 'deferred', reason: 'not-begun', dueAt, isUntried: true }, now);
  }

  #isSuppressed(intent: Intent): boolean {
    const revocation = this.parts.revocations.of(this.batch.dispatchId, intent.residentId);
    if (revocation) this.#record(intent, { state: 'suppressed', ...revocation }, this.parts.clock.now());
    return revocation !== undefined;
  }

  #verdictOn(err: unknown): Verdict {
    if (err instanceof UnsafeAddress) return { outcome: 'failed', isHard: true, reason: 'address' };
    this.parts.logger.error({ err, dispatchId: this.batch.dispatchId }, 'an announcement could not be made');
    return { outcome: 'stop-sender', reason: 'content' };
  }

  #record(intent: Intent, outcome: DeliveryOutcome, at: Date): void {
    this.parts.book.add({ batch: this.batch, intent, outcome, at, lease: this.lease });
  }
}
