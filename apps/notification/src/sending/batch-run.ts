import { domainOf } from '#libs/addresses';
import type { Lanes } from '#libs/lanes';
import type { WireMail } from '#libs/smtp';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { AnnouncementLetters } from './announcement-mails.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import { type AccountParts, BatchAccount } from './batch-account.ts';
import { BatchDecisions } from './batch-decisions.ts';
import { BatchErrand, type Reading } from './batch-errand.ts';
import { Crossing } from './crossing.ts';
import type { Errand } from './hand.ts';
import type { RelayHands } from './relay-hands.ts';
import type { StageTimes } from './stage-times.ts';
import type { WindowQuery } from './window.query.ts';

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
  readonly #decisions: BatchDecisions;
  /** Windows of which not all was answered when the next one began. */
  readonly #behind = new Set<Crossing>();
  /** There is no session, or standings could not be read again. */
  #trouble: unknown;
  /** Of the objection: whoever lets the dispatch go on must not be stopped by it again. */
  #isTold = false;

  constructor(
    readonly batch: LeasedBatch,
    private readonly circumstances: Circumstances,
    private readonly parts: RunParts,
  ) {
    this.#account = new BatchAccount(batch, circumstances.lease, parts);
    const own = {
      ...{ batch, account: this.#account, mustStop: () => this.mustStop },
      stop: (error: unknown) => this.#stop(error),
      readAgain: (crossing: Crossing) => void this.#readAgain(crossing),
    };
    this.#decisions = new BatchDecisions(own, parts);
  }

  /** Lost, stopping, paused, in trouble, or refused by the relay: what was not handed over stays to do. */
  get mustStop(): boolean {
    const { lease, isStopping } = this.circumstances;
    const isStopped = this.parts.revocations.isStopped(this.batch.dispatchId);
    const isHindered = this.#trouble !== undefined || this.#account.objection !== undefined;
    return isHindered || lease.isLost || isStopping() || isStopped;
  }

  /**
   * Returns when all of them are through, but for those that wait for the answer of a silent relay.
   * @param checkedAt when their standing was asked for; after a while it is asked for again.
   * @returns what the relay objects to about us, if it does; told once. @throws NoSession
   */
  async handOver(intents: readonly Intent[], checkedAt: number): Promise<string | undefined> {
    const { times } = this.circumstances;
    const crossing = new Crossing(intents.length, this.parts.elapsed);
    const sentAt = this.parts.clock.now();
    times.count(intents.length);
    const written = times.rendering(() => intents.map((intent) => this.#write(intent, sentAt, crossing)));
    // Those that are not signed are there already.
    const mails = await times.during('sign', () => Promise.all(written));
    const errands = intents.flatMap((intent, at) => this.#errand({ intent, checkedAt }, crossing, mails[at]));
    this.parts.hands.push(errands);
    await times.during('wire', () => crossing.through());
    if (!crossing.isOver) this.#behind.add(crossing);
    return this.#tell();
  }

  /** Returns when nothing is on its way any more: until then nobody else may have the batch. Tells what `handOver` does. */
  async ended(): Promise<string | undefined> {
    for (const { over } of this.#behind) await over;
    return this.#tell();
  }

  #tell(): string | undefined {
    if (this.#trouble !== undefined) throw this.#trouble;
    const { objection } = this.#account;
    if (this.#isTold) return undefined;
    this.#isTold = objection !== undefined;
    return objection;
  }

  #stop(error: unknown): void {
    this.#trouble ??= error;
  }

  /** At once, and not after the others of their window: one of those may wait for minutes for a relay that is silent. */
  async #readAgain(crossing: Crossing): Promise<void> {
    if (crossing.isReadAgain) return;
    crossing.isReadAgain = true;
    // Those that grow old in the same moment are read together.
    await Promise.resolve();
    while (crossing.stale.length > 0) {
      const waiting = crossing.stale.splice(0);
      const checkedAt = this.parts.elapsed();
      const standing = await this.#standingOf(waiting.map(({ intent }) => intent));
      for (const errand of waiting) {
        const intent = standing.get(errand.intent.residentId);
        if (intent) errand.renew({ intent, checkedAt });
        else this.#decisions.putOff(errand, 0);
      }
      this.parts.hands.push(waiting.filter(({ intent }) => standing.has(intent.residentId)));
    }
    crossing.isReadAgain = false;
  }

  /** By resident: those that still may be written to. */
  async #standingOf(waiting: readonly Intent[]): Promise<Map<string, Intent>> {
    if (this.mustStop) return new Map();
    const { windows, clock } = this.parts;
    try {
      const again = () => windows.again(this.batch, waiting, clock.now());
      const standing = await this.circumstances.times.during('check', again);
      return new Map(standing.map((intent) => [intent.residentId, intent]));
    } catch (error) {
      this.#stop(error);
      return new Map();
    }
  }

  #errand(reading: Reading, crossing: Crossing, mail: WireMail | undefined): Errand[] {
    if (!mail) return [];
    const { lanes, now } = this.parts;
    const { times } = this.circumstances;
    const lane = lanes.of(domainOf(reading.intent.address), now());
    return [new BatchErrand(this.#decisions, reading, lane, crossing, { mail, times })];
  }

  /** @returns undefined when it cannot be made; that is settled then. */
  #write(
    intent: Intent,
    sentAt: Date,
    crossing: Crossing,
  ): WireMail | undefined | Promise<WireMail | undefined> {
    const unmade = (error: unknown): undefined => {
      this.#account.unmade(intent, error);
      crossing.dropped();
    };
    try {
      const mail = this.circumstances.letters.to(intent, sentAt);
      return mail instanceof Promise ? mail.catch(unmade) : mail;
    } catch (error) {
      return unmade(error);
    }
  }
}
