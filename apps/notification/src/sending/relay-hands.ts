import type { NoSession, Verdict, WireMail, WireSession } from '#libs/mail';

/** One connection to a relay, secured and signed in; see `WireSession`. */
export type Session = Pick<WireSession, 'isOpen' | 'send' | 'close' | 'cut'>;

/** One mail on its way to a session. Exactly one of `settle`, `fail` and `giveUp` is called. */
export interface Errand {
  mail: WireMail;
  /** False: it is not to be handed over any more, and is given up. */
  mayGo(): boolean;
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

/** Hands mails to the sessions of one relay, which all batches of a sender share. */
export class RelayHands {
  readonly #hands = new Set<Hand>();
  readonly #errands: Errand[] = [];
  #opening = 0;
  #first: Promise<void> | undefined;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(
    private readonly open: () => Promise<Session>,
    private readonly limits: HandLimits,
    /** False: nothing may be handed over at this moment. Call `pump` when that changes. */
    private readonly isGateOpen: () => boolean,
    private readonly elapsed: () => number,
  ) {}

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
    for (let errand = this.#errands[0]; errand; errand = this.#errands[0]) {
      const mayGo = errand.mayGo();
      if (mayGo && !this.isGateOpen()) return;
      const hand = mayGo ? this.#freeHand() : undefined;
      if (mayGo && !hand) return;
      this.#errands.shift();
      if (hand) void this.#give(hand, errand);
      else errand.giveUp();
    }
  }

  /** Ends sessions as soon as nothing is on the way in them. */
  close(): void {
    this.#isClosed = true;
    for (const hand of this.#hands) this.#retire(hand);
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.close();
    for (const { session } of this.#hands) session.cut();
  }

  async #give(hand: Hand, errand: Errand): Promise<void> {
    const beganAt = this.elapsed();
    hand.onTheWay += 1;
    hand.mails += 1;
    await hand.session
      .send(errand.mail, () => errand.mayBegin())
      .then(
        (verdict) => errand.settle(verdict),
        (error: unknown) => errand.fail(error),
      );
    hand.onTheWay -= 1;
    hand.milliseconds = this.elapsed() - beganAt;
    this.#retire(hand);
    this.pump();
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
    if (this.elapsed() - this.#refusedAt < AGAIN_MILLISECONDS && this.#hands.size > 0) return;
    this.#openOne().then(
      () => this.pump(),
      (error: NoSession) => this.#giveUpAll(error),
    );
  }

  async #openOne(): Promise<void> {
    this.#opening += 1;
    try {
      const session = await this.open();
      this.#hands.add({ session, onTheWay: 0, mails: 0, milliseconds: 0 });
    } catch (error) {
      this.#refusedAt = this.elapsed();
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  /** While another session carries, or may come, the mails wait for that one. */
  #giveUpAll(error: NoSession): void {
    this.#dropClosed();
    if (this.#hands.size + this.#opening > 0) return;
    for (const errand of this.#errands.splice(0)) errand.giveUp(error);
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
