import type { Lane } from '#libs/lanes';
import type { NoSession, Verdict, WireMail, WireSession } from '#libs/smtp';
import { LaneQueue, type Waiting } from './lane-queue.ts';

/** One connection to a relay, secured and signed in; see `WireSession`. */
export type Session = Pick<WireSession, 'isOpen' | 'send' | 'close' | 'cut'>;

/** One mail on its way to a session. Exactly one of `settle`, `fail`, `giveUp` and `putOff` is called. */
export interface Errand extends Waiting {
  mail: WireMail;
  mayBegin(): boolean;
  settle(verdict: Verdict): void;
  /** It could not be made; nothing of it left. */
  fail(error: unknown): void;
  /** It was not handed over. @param error there is no session; without it, it might not go. */
  giveUp(error?: NoSession): void;
}

interface Hand {
  session: Session;
  onTheWay: number;
  mails: number;
  /** Of lanes that want only so many in one connection. */
  mailsOf: Map<Lane, number>;
  hasTaken: boolean;
  /** Of its last mail, from the hand-over to the answer. */
  milliseconds: number;
}

export interface HandLimits {
  connections: number;
  /** How many mails may be on their way in one session: two, and one round trip serves the end of one and the beginning of the next. */
  depth: number;
  /** After so many a connection is replaced; some relays close one that stays too long. */
  mailsEach: number;
}

/** A session that answers slower than this gets its mails one at a time: the next would grow old while it waits (SEND-1). */
const SLOW_MILLISECONDS = 250;
/** Between two tries to open one more, while others still carry. */
const AGAIN_MILLISECONDS = 5000;

/** Rates let the next go at their own time, and nobody else might call. */
const TICK_MILLISECONDS = 20;

/** What hands need of the outside. */
export interface HandsOutside {
  /** @throws NoSession */
  open: () => Promise<Session>;
  /** The session ended before it took any mail. */
  hungUp: (session: Session, verdict: Verdict) => void;
  /** False: nothing may be handed over at this moment. Call `pump` when that changes. */
  isGateOpen: () => boolean;
  /** Milliseconds that only grow. */
  elapsed: () => number;
  /** Moments as lanes are told. */
  now: () => number;
}

/** Hands mails to the sessions of the relays, which all batches of a sender share, as their lanes let them go. */
export class RelayHands {
  readonly #hands = new Set<Hand>();
  readonly #errands: Errand[] = [];
  #opening = 0;
  #first: Promise<void> | undefined;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  readonly #lanes: LaneQueue<Errand>;
  #tick: NodeJS.Timeout | undefined;

  constructor(
    private readonly outside: HandsOutside,
    private readonly limits: HandLimits,
  ) {
    this.#lanes = new LaneQueue(outside.elapsed, outside.now);
  }

  /** Has a session, or opens one. @throws NoSession */
  async ready(): Promise<void> {
    this.#dropClosed();
    if (this.#hands.size > 0) return;
    // All batches wait for the same one: each would open its own otherwise, and break the limit.
    this.#first ??= this.#openOne().finally(() => {
      this.#first = undefined;
    });
    await this.#first;
  }

  push(errands: readonly Errand[]): void {
    this.#errands.push(...errands);
    this.pump();
  }

  pump(): void {
    if (!this.#lanes.isEmpty) this.#pumpLanes();
    for (let errand = this.#errands[0]; errand; errand = this.#errands[0]) {
      const mayGo = errand.mayGo();
      if (mayGo && !this.outside.isGateOpen()) break;
      const hand = mayGo ? this.#freeHand() : undefined;
      if (mayGo && !hand) break;
      this.#errands.shift();
      if (!hand) errand.giveUp();
      else if (this.#lanes.admits(errand)) void this.#give(hand, errand);
    }
    this.#tickWhileWaiting();
  }

  /** Ends sessions as soon as nothing is on the way in them. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#tick);
    for (const hand of this.#hands) this.#retire(hand);
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.close();
    for (const { session } of this.#hands) session.cut();
  }

  #pumpLanes(): void {
    let hand: Hand | undefined;
    const hasHand = () => {
      hand = this.outside.isGateOpen() ? this.#freeHand() : undefined;
      return hand !== undefined;
    };
    const give = (errand: Errand) => void (hand && this.#give(hand, errand));
    this.#lanes.pump(give, hasHand);
  }

  #tickWhileWaiting(): void {
    if (this.#lanes.isEmpty || this.#tick) return;
    this.#tick = setTimeout(() => {
      this.#tick = undefined;
      this.pump();
    }, TICK_MILLISECONDS);
  }

  async #give(hand: Hand, errand: Errand): Promise<void> {
    const beganAt = this.outside.elapsed();
    this.#count(hand, errand.lane);
    await hand.session
      .send(errand.mail, () => errand.mayBegin())
      .then(
        (verdict) => this.#hear(hand, errand, verdict),
        (error: unknown) => {
          errand.lane.leave();
          errand.fail(error);
        },
      );
    hand.onTheWay -= 1;
    hand.milliseconds = this.outside.elapsed() - beganAt;
    this.#retire(hand);
    this.pump();
  }

  #count(hand: Hand, lane: Lane): void {
    hand.onTheWay += 1;
    hand.mails += 1;
    const { mails } = lane.limits;
    if (mails === undefined) return;
    const count = (hand.mailsOf.get(lane) ?? 0) + 1;
    hand.mailsOf.set(lane, count);
    // It is replaced then: the relay counts by connection, and so does whoever stands behind it.
    if (count >= mails) hand.mails = Math.max(hand.mails, this.limits.mailsEach);
  }

  #hear(hand: Hand, errand: Errand, verdict: Verdict): void {
    errand.lane.saw(verdict, this.outside.now());
    if (verdict.outcome === 'accepted') hand.hasTaken = true;
    const isHangUp =
      verdict.outcome === 'later' && verdict.of === 'connection' && verdict.reason !== 'too-late';
    if (isHangUp && !hand.hasTaken) this.outside.hungUp(hand.session, verdict);
    errand.settle(verdict);
  }

  #freeHand(): Hand | undefined {
    let free: Hand | undefined;
    for (const hand of this.#hands) {
      if (!this.#carries(hand)) continue;
      const depth = hand.milliseconds > SLOW_MILLISECONDS ? 1 : this.limits.depth;
      if (hand.onTheWay < depth && (!free || hand.onTheWay < free.onTheWay)) free = hand;
    }
    // A new connection before a second mail waits in an old one: it may be a slow one.
    if ((!free || free.onTheWay > 0) && !this.#isClosed) this.#openMore();
    return free;
  }

  #openMore(): void {
    if (this.#hands.size + this.#opening >= this.limits.connections) return;
    if (this.outside.elapsed() - this.#refusedAt < AGAIN_MILLISECONDS && this.#hands.size > 0) return;
    this.#openOne().then(
      () => this.pump(),
      (error: NoSession) => this.#giveUpAll(error),
    );
  }

  async #openOne(): Promise<void> {
    this.#opening += 1;
    try {
      const session = await this.outside.open();
      this.#hands.add({
        session,
        onTheWay: 0,
        mails: 0,
        mailsOf: new Map(),
        hasTaken: false,
        milliseconds: 0,
      });
    } catch (error) {
      this.#refusedAt = this.outside.elapsed();
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  /** While another session carries, or may come, the mails wait for that one. */
  #giveUpAll(error: NoSession): void {
    this.#dropClosed();
    if (this.#hands.size + this.#opening > 0) return;
    for (const errand of [...this.#lanes.takeAll(), ...this.#errands.splice(0)]) errand.giveUp(error);
  }

  #carries({ session, mails }: Hand): boolean {
    return !this.#isClosed && session.isOpen && mails < this.limits.mailsEach;
  }

  #retire(hand: Hand): void {
    if (this.#carries(hand) || hand.onTheWay > 0) return;
    hand.session.close();
    this.#hands.delete(hand);
  }

  #dropClosed(): void {
    for (const hand of this.#hands) this.#retire(hand);
  }
}
