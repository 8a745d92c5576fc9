import type { NoSession } from '#libs/smtp';
import { type Errand, Hand, type HandLimits, type HandOutside, type Session } from './hand.ts';
import { LaneQueue } from './lane-queue.ts';

export interface HandsLimits extends HandLimits {
  connections: number;
}

/** Between two tries to open one more, while others still carry. */
const AGAIN_MILLISECONDS = 5000;

/** Rates let the next go at their own time, and nobody else might call. */
const TICK_MILLISECONDS = 20;

/** What hands need of the outside. */
export interface HandsOutside extends HandOutside {
  /** @throws NoSession */
  open: () => Promise<Session>;
  /** False: nothing may be handed over at this moment. Call `pump` when that changes. */
  isGateOpen: () => boolean;
}

/** Hands mails to the sessions of the relays, which all batches of a sender share, as their lanes let them go. */
export class RelayHands {
  readonly #hands = new Set<Hand>();
  readonly #errands: Errand[] = [];
  readonly #opening = new Set<Promise<void>>();
  #refusedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  readonly #lanes: LaneQueue<Errand>;
  #tick: NodeJS.Timeout | undefined;

  constructor(
    private readonly outside: HandsOutside,
    private readonly limits: HandsLimits,
  ) {
    this.#lanes = new LaneQueue(outside.elapsed, outside.now);
  }

  /** Has a session, or opens one. @throws NoSession */
  async ready(): Promise<void> {
    this.#dropClosed();
    if (this.#hands.size > 0) return;
    // One that is on its way serves all who wait: with one more they would break the limit.
    if (this.#opening.size > 0) await Promise.any(this.#opening).catch(throwFirst);
    else await this.#open();
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
      else if (this.#lanes.admits(errand)) this.#give(hand, errand);
    }
    this.#tickWhileWaiting();
  }

  /** Now and then: mails that wait in a session behind one that is not answered may go another way once they may not begin. */
  look(): void {
    for (const { session, onTheWay } of this.#hands) if (onTheWay > 0) session.reconsider();
    this.pump();
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
    const give = (errand: Errand) => hand && this.#give(hand, errand);
    this.#lanes.pump(give, hasHand);
  }

  #tickWhileWaiting(): void {
    if (this.#lanes.isEmpty || this.#tick) return;
    this.#tick = setTimeout(() => {
      this.#tick = undefined;
      this.pump();
    }, TICK_MILLISECONDS);
  }

  #give(hand: Hand, errand: Errand): void {
    hand.carry(errand, () => {
      this.#retire(hand);
      this.pump();
    });
  }

  #freeHand(): Hand | undefined {
    let free: Hand | undefined;
    for (const hand of this.#hands) {
      if (this.#isClosed) break;
      // Closed while it had nothing to do: nobody else would hear of it, and it has the place of one that carries.
      if (!hand.carries) this.#retire(hand);
      else if (hand.hasRoom && (!free || hand.onTheWay < free.onTheWay)) free = hand;
    }
    // A new connection before a second mail waits in an old one: it may be a slow one.
    if ((!free || free.onTheWay > 0) && !this.#isClosed) this.#openMore();
    return free;
  }

  #openMore(): void {
    if (this.#hands.size + this.#opening.size >= this.limits.connections) return;
    if (this.outside.elapsed() - this.#refusedAt < AGAIN_MILLISECONDS && this.#hands.size > 0) return;
    this.#open().then(
      () => this.pump(),
      (error: NoSession) => this.#giveUpAll(error),
    );
  }

  #open(): Promise<void> {
    const opening = this.#openOne().finally(() => this.#opening.delete(opening));
    this.#opening.add(opening);
    return opening;
  }

  async #openOne(): Promise<void> {
    try {
      const session = await this.outside.open();
      if (this.#isClosed) session.close();
      else this.#hands.add(new Hand(session, this.limits, this.outside));
    } catch (error) {
      this.#refusedAt = this.outside.elapsed();
      throw error;
    }
  }

  /** While another session carries, or may come, the mails wait for that one. */
  #giveUpAll(error: NoSession): void {
    this.#dropClosed();
    if (this.#hands.size + this.#opening.size > 0) return;
    for (const errand of [...this.#lanes.takeAll(), ...this.#errands.splice(0)]) errand.giveUp(error);
  }

  #retire(hand: Hand): void {
    if ((hand.carries && !this.#isClosed) || hand.onTheWay > 0) return;
    hand.session.close();
    this.#hands.delete(hand);
  }

  #dropClosed(): void {
    for (const hand of this.#hands) this.#retire(hand);
  }
}

function throwFirst({ errors }: AggregateError): never {
  throw errors[0];
}
