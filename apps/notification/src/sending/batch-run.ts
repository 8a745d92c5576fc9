import { domainOf } from '#libs/addresses';
import type { Clock, Random } from '#libs/clock';
import type { Lanes } from '#libs/lanes';
import type { Logger } from '#libs/logging';
import { UnsafeAddress } from '#libs/mail';
import type { NoSession, Verdict, WireMail } from '#libs/smtp';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { AnnouncementLetters } from './announcement-mails.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import { type DeliveryOutcome, deliveryOutcome } from './delivery-outcome.ts';
import type { Errand } from './hand.ts';
import type { OutcomeBook } from './outcome-book.ts';
import type { RelayHands } from './relay-hands.ts';
import type { Revocations } from './revocations.ts';
import type { StageTimes } from './stage-times.ts';
import type { UncertainRule } from './uncertain-rule.ts';
import type { WindowQuery } from './window.query.ts';

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;
/** Older than this it is read again before the hand-over: the rest is for the way to the wire. */
const FRESH_MILLISECONDS = 750;

/** Verdicts of which the content never left: held back at the last moment, or the connection was gone before. */
const NOT_BEGUN = ['too-late', 'connection'];
const MOST_RETURNS = 3;

export interface RunParts {
  windows: WindowQuery;
  hands: RelayHands;
  book: OutcomeBook;
  revocations: Revocations;
  lanes: Lanes;
  /** Moments as lanes are told, in milliseconds. */
  now: () => number;
  clock: Clock;
  random: Random;
  /** Milliseconds that only grow: a clock that is set must not make a standing young again. */
  elapsed: () => number;
  uncertain: UncertainRule;
  logger: Logger;
}

interface Circumstances {
  lease: KeptLease;
  letters: AnnouncementLetters;
  /** Of the batch's dispatch. */
  times: StageTimes;
  isStopping: () => boolean;
}

/** One window on its way. */
interface Passage {
  left: number;
  /** Whose standing grew old while they waited. */
  stale: Intent[];
  checkedAt: number;
  error?: NoSession;
  resolve: () => void;
  reject: (error: NoSession) => void;
}

/** One batch on its way: every intent that it is given ends with an outcome, or waits for another lease. */
export class BatchRun {
  #objection: string | undefined;
  readonly #returns = new Map<string, number>();

  constructor(
    readonly batch: LeasedBatch,
    private readonly circumstances: Circumstances,
    private readonly parts: RunParts,
  ) {}

  /** Lost, stopping, paused, or refused by the relay: what was not handed over stays to do. */
  get mustStop(): boolean {
    const { lease, isStopping } = this.circumstances;
    const isStopped = this.parts.revocations.isStopped(this.batch.dispatchId);
    return this.#objection !== undefined || lease.isLost || isStopping() || isStopped;
  }

  /**
   * @param checkedAt when their standing was asked for; after a while it is asked for again.
   * @returns what the relay objects to about us, if it does. @throws NoSession
   */
  async handOver(intents: readonly Intent[], checkedAt: number): Promise<string | undefined> {
    let stale = await this.#pass(intents, checkedAt);
    while (stale.length > 0 && !this.mustStop) {
      const { windows, clock, elapsed } = this.parts;
      const askedAt = elapsed();
      const ids = stale.map(({ residentId }) => residentId);
      const { times } = this.circumstances;
      const standing = await times.during('check', () => windows.again(this.batch, ids, clock.now()));
      const waiting = stale;
      stale = await this.#pass(
        waiting.filter(({ residentId }) => standing.has(residentId)),
        askedAt,
      );
      for (const gone of waiting) if (!standing.has(gone.residentId)) this.#leave(gone);
    }
    for (const left of stale) this.#leave(left);
    return this.#objection;
  }

  /** @returns those whose turn did not come while what was known of them was fresh. @throws NoSession */
  async #pass(intents: readonly Intent[], checkedAt: number): Promise<Intent[]> {
    // One more, so that it does not end before all of them are on their way.
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const passage: Passage = { left: intents.length + 1, stale: [], checkedAt, resolve, reject };
    const { times } = this.circumstances;
    times.count(intents.length);
    const writing = times.rendering(() => intents.map((intent) => this.#errand(passage, intent)));
    const errands = await times.during('sign', () => Promise.all(writing));
    this.parts.hands.push(errands.filter((errand) => errand !== undefined));
    this.#step(passage);
    await times.during('wire', () => promise);
    return passage.stale;
  }

  #step(passage: Passage, error?: NoSession): void {
    passage.left -= 1;
    if (error) passage.error ??= error;
    if (passage.left > 0) return;
    if (passage.error) passage.reject(passage.error);
    else passage.resolve();
  }

  async #errand(passage: Passage, intent: Intent): Promise<Errand | undefined> {
    const { residentId } = intent;
    const { revocations, elapsed, lanes, now } = this.parts;
    const mail = await this.#mail(passage, intent);
    if (!mail) return undefined;
    const isRevoked = () => revocations.of(this.batch.dispatchId, residentId) !== undefined;
    return {
      mail,
      lane: lanes.of(domainOf(intent.address), now()),
      mayGo: () => !this.mustStop && !isRevoked() && elapsed() - passage.checkedAt < FRESH_MILLISECONDS,
      mayBegin: () =>
        !this.mustStop &&
        revocations.isFresh &&
        !isRevoked() &&
        elapsed() - passage.checkedAt <= STANDING_MILLISECONDS,
      settle: (verdict) => {
        if (this.#mayReturn(intent, verdict)) this.#giveUp(passage, intent);
        else this.#settle(intent, verdict);
        this.#step(passage);
      },
      fail: (error) => {
        this.#settle(intent, this.#unmade(error));
        this.#step(passage);
      },
      giveUp: (error) => {
        if (error) this.#leave(intent);
        else this.#giveUp(passage, intent);
        this.#step(passage, error);
      },
      putOff: (milliseconds) => {
        this.#leave(intent, milliseconds);
        this.#step(passage);
      },
    };
  }

  /** @returns undefined when it cannot be made; that is settled then. */
  async #mail(passage: Passage, intent: Intent): Promise<WireMail | undefined> {
    const { letters, times } = this.circumstances;
    try {
      const mail = await letters.to(intent, this.parts.clock.now());
      return { ...mail, octets: (form) => times.rendering(() => mail.octets(form), 'wire') };
    } catch (error) {
      this.#settle(intent, this.#unmade(error));
      this.#step(passage);
      return undefined;
    }
  }

  #unmade(err: unknown): Verdict {
    if (err instanceof UnsafeAddress) return { outcome: 'failed', isHard: true, reason: 'address' };
    this.parts.logger.error({ err, dispatchId: this.batch.dispatchId }, 'an announcement could not be made');
    return { outcome: 'stop-sender', reason: 'content' };
  }

  #settle(intent: Intent, verdict: Verdict): void {
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

  /** Not handed over, and not decided: it goes another way in a moment, if it still may. */
  #giveUp(passage: Passage, intent: Intent): void {
    const isRevoked = this.parts.revocations.of(this.batch.dispatchId, intent.residentId) !== undefined;
    if (this.mustStop || isRevoked) this.#leave(intent);
    else passage.stale.push(intent);
  }

  /** The session ended before its turn came: a few times that is not its fault. The mail itself may be what ends sessions. */
  #mayReturn({ residentId }: Intent, verdict: Verdict): boolean {
    if (verdict.outcome !== 'later' || !NOT_BEGUN.includes(verdict.reason)) return false;
    const returns = (this.#returns.get(residentId) ?? 0) + 1;
    this.#returns.set(residentId, returns);
    return returns <= MOST_RETURNS;
  }

  /** Not handed over: they left, or it is for another lease, in a moment or when its lane has room. */
  #leave(intent: Intent, milliseconds = 0): void {
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

  #record({ residentId }: Intent, outcome: DeliveryOutcome, at: Date): void {
    const { lease } = this.circumstances;
    this.parts.book.add({ batch: this.batch, residentId, outcome, at, lease });
  }
}
