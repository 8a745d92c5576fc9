import { domainOf } from '#libs/addresses';
import type { Lanes } from '#libs/lanes';
import type { NoSession, Verdict, WireMail } from '#libs/smtp';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { AnnouncementLetters } from './announcement-mails.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import { type AccountParts, BatchAccount } from './batch-account.ts';
import { BatchErrand, type ErrandOwner, type Passage } from './batch-errand.ts';
import type { Errand } from './hand.ts';
import type { RelayHands } from './relay-hands.ts';
import type { StageTimes } from './stage-times.ts';
import type { WindowQuery } from './window.query.ts';

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;
/** Older than this it is read again before the hand-over: the rest is for the way to the wire. */
const FRESH_MILLISECONDS = 750;

/** Verdicts of which the content never left: held back at the last moment, or the connection was gone before. */
const NOT_BEGUN = ['too-late', 'connection'];
const MOST_RETURNS = 3;

export interface RunParts extends AccountParts {
  windows: WindowQuery;
  hands: RelayHands;
  lanes: Lanes;
  /** Moments as lanes are told, in milliseconds. */
  now: () => number;
  /** Milliseconds that only grow: a clock that is set must not make a standing young again. */
  elapsed: () => number;
}

interface Circumstances {
  lease: KeptLease;
  letters: AnnouncementLetters;
  /** Of the batch's dispatch. */
  times: StageTimes;
  isStopping: () => boolean;
}

/** One batch on its way: every intent that it is given ends with an outcome, or waits for another lease. */
export class BatchRun {
  readonly #account: BatchAccount;
  readonly #returns = new Map<string, number>();
  readonly #owner: ErrandOwner = {
    mayGo: (intent, { checkedAt }) =>
      !this.mustStop && !this.#isRevoked(intent) && this.parts.elapsed() - checkedAt < FRESH_MILLISECONDS,
    mayBegin: (intent, { checkedAt }) =>
      !this.mustStop &&
      this.parts.revocations.isFresh &&
      !this.#isRevoked(intent) &&
      this.parts.elapsed() - checkedAt <= STANDING_MILLISECONDS,
    settle: (intent, passage, verdict) => {
      if (this.#mayReturn(intent, verdict)) this.#giveUp(passage, intent);
      else this.#account.settle(intent, verdict);
      this.#step(passage);
    },
    fail: (intent, passage, error) => {
      this.#account.unmade(intent, error);
      this.#step(passage);
    },
    giveUp: (intent, passage, error) => {
      if (error) this.#account.leave(intent);
      else this.#giveUp(passage, intent);
      this.#step(passage, error);
    },
    putOff: (intent, passage, milliseconds) => {
      this.#account.leave(intent, milliseconds);
      this.#step(passage);
    },
  };

  constructor(
    readonly batch: LeasedBatch,
    private readonly circumstances: Circumstances,
    private readonly parts: RunParts,
  ) {
    this.#account = new BatchAccount(batch, circumstances.lease, parts);
  }

  /** Lost, stopping, paused, or refused by the relay: what was not handed over stays to do. */
  get mustStop(): boolean {
    const { lease, isStopping } = this.circumstances;
    const isStopped = this.parts.revocations.isStopped(this.batch.dispatchId);
    return this.#account.objection !== undefined || lease.isLost || isStopping() || isStopped;
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
      const waiting = stale;
      const { times } = this.circumstances;
      const standing = await times.during('check', () => windows.again(this.batch, waiting, clock.now()));
      stale = await this.#pass(standing, askedAt);
      const stand = new Set(standing.map(({ residentId }) => residentId));
      for (const gone of waiting) if (!stand.has(gone.residentId)) this.#account.leave(gone);
    }
    for (const left of stale) this.#account.leave(left);
    return this.#account.objection;
  }

  /** @returns those whose turn did not come while what was known of them was fresh. @throws NoSession */
  async #pass(intents: readonly Intent[], checkedAt: number): Promise<Intent[]> {
    // One more, so that it does not end before all of them are on their way.
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const passage: Passage = { left: intents.length + 1, stale: [], checkedAt, resolve, reject };
    const { times } = this.circumstances;
    times.count(intents.length);
    const sentAt = this.parts.clock.now();
    const written = times.rendering(() => intents.map((intent) => this.#write(passage, intent, sentAt)));
    // Those that are not signed are there already.
    const mails = await times.during('sign', () => Promise.all(written));
    this.parts.hands.push(intents.flatMap((intent, at) => this.#errand(passage, intent, mails[at])));
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

  #errand(passage: Passage, intent: Intent, mail: WireMail | undefined): Errand[] {
    if (!mail) return [];
    const { lanes, now } = this.parts;
    const lane = lanes.of(domainOf(intent.address), now());
    const { times } = this.circumstances;
    return [new BatchErrand(this.#owner, { intent, passage }, lane, { mail, times })];
  }

  /** @returns undefined when it cannot be made; that is settled then. */
  #write(
    passage: Passage,
    intent: Intent,
    sentAt: Date,
  ): WireMail | undefined | Promise<WireMail | undefined> {
    const unmade = (error: unknown): undefined => {
      this.#account.unmade(intent, error);
      this.#step(passage);
    };
    try {
      const mail = this.circumstances.letters.to(intent, sentAt);
      return mail instanceof Promise ? mail.catch(unmade) : mail;
    } catch (error) {
      return unmade(error);
    }
  }

  #isRevoked({ residentId }: Intent): boolean {
    return this.parts.revocations.of(this.batch.dispatchId, residentId) !== undefined;
  }

  /** Not handed over, and not decided: it goes another way in a moment, if it still may. */
  #giveUp(passage: Passage, intent: Intent): void {
    if (this.mustStop || this.#isRevoked(intent)) this.#account.leave(intent);
    else passage.stale.push(intent);
  }

  /** The session ended before its turn came: a few times that is not its fault. The mail itself may be what ends sessions. */
  #mayReturn({ residentId }: Intent, verdict: Verdict): boolean {
    if (verdict.outcome !== 'later' || !NOT_BEGUN.includes(verdict.reason)) return false;
    const returns = (this.#returns.get(residentId) ?? 0) + 1;
    this.#returns.set(residentId, returns);
    return returns <= MOST_RETURNS;
  }
}
