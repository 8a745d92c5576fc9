import type { NoSession, Verdict } from '#libs/smtp';
import type { Intent, LeasedBatch } from './batch.ts';
import type { BatchAccount } from './batch-account.ts';
import type { BatchErrand, ErrandOwner } from './batch-errand.ts';
import type { Crossing } from './crossing.ts';
import type { Revocations } from './revocations.ts';

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;
/** Older than this it is read again before the hand-over: the rest is for the way to the wire. */
const FRESH_MILLISECONDS = 750;

/** Verdicts of which the content never left: held back at the last moment, or the connection was gone before. */
const NOT_BEGUN = ['too-late', 'connection'];
const MOST_RETURNS = 3;

/** The batch whose mails they are. */
export interface DecidingBatch {
  batch: LeasedBatch;
  account: BatchAccount;
  /** What was not handed over stays to do. */
  mustStop: () => boolean;
  /** There is no session. */
  stop: (error: NoSession) => void;
  /** `crossing.stale` is not empty any more. */
  readAgain: (crossing: Crossing) => void;
}

/** Whether a mail of a batch may go, and what becomes of it then: an outcome, another try in a moment, or to wait for another lease. */
export class BatchDecisions implements ErrandOwner {
  readonly #returns = new Map<string, number>();

  constructor(
    private readonly own: DecidingBatch,
    private readonly parts: { revocations: Revocations; elapsed: () => number },
  ) {}

  mayGo({ intent, checkedAt }: BatchErrand): boolean {
    return (
      !this.own.mustStop() &&
      !this.#isRevoked(intent) &&
      this.parts.elapsed() - checkedAt < FRESH_MILLISECONDS
    );
  }

  mayBegin({ intent, checkedAt }: BatchErrand): boolean {
    return (
      !this.own.mustStop() &&
      this.parts.revocations.isFresh &&
      !this.#isRevoked(intent) &&
      this.parts.elapsed() - checkedAt <= STANDING_MILLISECONDS
    );
  }

  settle(errand: BatchErrand, verdict: Verdict): void {
    const { intent, crossing } = errand;
    if (this.#mayReturn(intent, verdict)) {
      crossing.returned();
      this.#goAnotherWay(errand);
    } else {
      this.own.account.settle(intent, verdict);
      crossing.answered();
    }
  }

  fail({ intent, crossing }: BatchErrand, error: unknown): void {
    this.own.account.unmade(intent, error);
    crossing.answered();
  }

  giveUp(errand: BatchErrand, error?: NoSession): void {
    if (error) this.own.stop(error);
    this.#goAnotherWay(errand);
  }

  /** It was not handed over, and is for another lease. */
  putOff({ intent, crossing }: BatchErrand, milliseconds: number): void {
    this.own.account.leave(intent, milliseconds);
    crossing.dropped();
  }

  /** Not handed over, and not decided: in a moment, if it still may. */
  #goAnotherWay(errand: BatchErrand): void {
    if (this.own.mustStop() || this.#isRevoked(errand.intent)) {
      this.putOff(errand, 0);
    } else {
      errand.crossing.stale.push(errand);
      this.own.readAgain(errand.crossing);
    }
  }

  #isRevoked({ residentId }: Intent): boolean {
    return this.parts.revocations.of(this.own.batch.dispatchId, residentId) !== undefined;
  }

  /** The session ended before its turn came: a few times that is not its fault. The mail itself may be what ends sessions. */
  #mayReturn({ residentId }: Intent, verdict: Verdict): boolean {
    if (verdict.outcome !== 'later' || !NOT_BEGUN.includes(verdict.reason)) return false;
    const returns = (this.#returns.get(residentId) ?? 0) + 1;
    this.#returns.set(residentId, returns);
    return returns <= MOST_RETURNS;
  }
}
