import type { Lane } from '#libs/lanes';
import type { NoSession, Verdict, WireMail, WireSession } from '#libs/smtp';
import type { Waiting } from './lane-queue.ts';

/** One connection to a relay, secured and signed in; see `WireSession`. */
export type Session = Pick<WireSession, 'isOpen' | 'send' | 'reconsider' | 'close' | 'cut'>;

/** One mail on its way to a session. Exactly one of `settle`, `fail`, `giveUp` and `putOff` is called, the first two only after `given`. */
export interface Errand extends Waiting {
  mail: WireMail;
  mayBegin(): boolean;
  /** A session has it. @param at milliseconds that only grow. */
  given(at: number): void;
  settle(verdict: Verdict): void;
  /** It could not be made; nothing of it left. */
  fail(error: unknown): void;
  /** It was not handed over. @param error there is no session; without it, it might not go. */
  giveUp(error?: NoSession): void;
}

/** What a hand needs of the outside. */
export interface HandOutside {
  /** The session ended before it took any mail, and soon after it was opened. */
  hungUp: (session: Session, verdict: Verdict) => void;
  /** Milliseconds that only grow. */
  elapsed: () => number;
  /** Moments as lanes are told. */
  now: () => number;
}

export interface HandLimits {
  /** How many mails may be on their way in one session: two, and one round trip serves the end of one and the beginning of the next. */
  depth: number;
  /** After so many a connection is replaced; some relays close one that stays too long. */
  mailsEach: number;
}

/** A session that answers slower than this gets its mails one at a time: the next would grow old while it waits (SEND-1). */
const SLOW_MILLISECONDS = 250;

/** One that stood open for so long was closed for its idleness, if not for the mail: no sign that the next would end at once. */
const IDLE_MILLISECONDS = 1000;

/** A session and the mails that it has been given. */
export class Hand {
  #onTheWay = 0;
  #mails = 0;
  /** Of lanes that want only so many in one connection. */
  readonly #mailsOf = new Map<Lane, number>();
  /** It took no mail yet, and its first one came soon after it was opened: its end would be the relay's answer to us. */
  #isNew = true;
  readonly #openedAt: number;
  /** Of its last mail, from the hand-over to the answer. */
  #milliseconds = 0;

  constructor(
    readonly session: Session,
    private readonly limits: HandLimits,
    private readonly outside: HandOutside,
  ) {
    this.#openedAt = outside.elapsed();
  }

  get onTheWay(): number {
    return this.#onTheWay;
  }

  /** False: it gets no more. */
  get carries(): boolean {
    return this.session.isOpen && this.#mails < this.limits.mailsEach;
  }

  get hasRoom(): boolean {
    const depth = this.#milliseconds > SLOW_MILLISECONDS ? 1 : this.limits.depth;
    return this.carries && this.#onTheWay < depth;
  }

  /** Sends one. @param done is called when it is known what became of it and whoever sent it was told. */
  carry(errand: Errand, done: () => void): void {
    const { elapsed } = this.outside;
    const beganAt = elapsed();
    this.#count(errand.lane);
    errand.given(beganAt);
    const carried = () => {
      this.#onTheWay -= 1;
      this.#milliseconds = elapsed() - beganAt;
      done();
    };
    // Not awaited: in the innermost loop each await is a good part of what a mail costs.
    this.session
      .send(errand.mail, () => errand.mayBegin())
      .then(
        (verdict) => {
          this.#hear(errand, verdict);
          carried();
        },
        (error: unknown) => {
          errand.lane.leave();
          errand.fail(error);
          carried();
        },
      );
  }

  #hear(errand: Errand, verdict: Verdict): void {
    errand.lane.saw(verdict, this.outside.now());
    if (verdict.outcome === 'accepted') this.#isNew = false;
    else if (this.#isNew && isHangUp(verdict)) this.outside.hungUp(this.session, verdict);
    errand.settle(verdict);
  }

  #count(lane: Lane): void {
    if (this.#mails === 0) this.#isNew = this.outside.elapsed() - this.#openedAt <= IDLE_MILLISECONDS;
    this.#onTheWay += 1;
    this.#mails += 1;
    const { mails } = lane.limits;
    if (mails === undefined) return;
    const count = (this.#mailsOf.get(lane) ?? 0) + 1;
    this.#mailsOf.set(lane, count);
    // It is replaced then: the relay counts by connection, and so does whoever stands behind it.
    if (count >= mails) this.#mails = Math.max(this.#mails, this.limits.mailsEach);
  }
}

function isHangUp(verdict: Verdict): boolean {
  return verdict.outcome === 'later' && verdict.of === 'connection' && verdict.reason !== 'too-late';
}
