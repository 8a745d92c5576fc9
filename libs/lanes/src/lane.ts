import type { Answer } from './answer.ts';
import { Bucket } from './bucket.ts';
import type { LaneLimits } from './lane-limits.ts';
import type { Organisation } from './organisation.ts';
import { Strain } from './strain.ts';

/** Something besides a lane's own places that must let a mail through: a rate, a ramp plan. */
export interface Gate {
  hasOne(now: number): boolean;
  takeOne(): void;
  wait(now: number): number;
}

/** This process among those that send: limits are for all of them together. */
export interface Share {
  /** From 0. */
  place: number;
  of: number;
}

/** In milliseconds: a mail that was put off comes back no sooner, and the line is no longer. Speed in mails a second. */
const SOONEST = 1000;
const LONGEST_LINE = 3_600_000;
const SLOWEST_SPEED = 0.1;

/** What people are shown of a lane. */
export interface LaneState {
  name: string;
  kind: Organisation['kind'];
  inFlight: number;
  /** Mails that may be on their way now, of those that may be when nothing is wrong. */
  places: number;
  connections: number;
  /** Mails a second, if there is a limit now. */
  rate?: number;
  /** Why it is slower than its limits: a reply code, or `ramp` when the plan's number is reached. */
  reason?: string;
  /** Milliseconds; when something is sent again. */
  pausedUntil?: number;
}

/** A way to one provider. Moments are milliseconds, as of `Date.getTime`. Nothing here waits or throws. */
export class Lane {
  readonly #strain: Strain;
  readonly #rate = new Bucket();
  #share: Share = { place: 0, of: 1 };
  #inFlight = 0;
  #places = 0;
  #second = 0;
  #inThisSecond = 0;
  #inLastSecond = 0;
  /** Mails a second that went when the lane was first slowed, one a place at least: what its strain is a part of. */
  #usual: number | undefined;
  #usedAt = Number.NEGATIVE_INFINITY;
  /** When the last of those that were put off has its turn. */
  #bookedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    readonly organisation: Organisation,
    readonly limits: LaneLimits,
    private readonly outside: { gates: readonly Gate[]; ramps: readonly Gate[]; random: () => number },
  ) {
    this.#strain = new Strain(outside.random);
    this.#set(0);
  }

  /** Takes a place for one mail, if it may go now. Give the place back with `saw` or `leave`. */
  mayGo(now: number): boolean {
    if (this.#inFlight >= this.#places || now < this.#strain.pausedUntil) return false;
    const { gates, ramps } = this.outside;
    if (!this.#rate.hasOne(now)) return false;
    for (const gate of gates) if (!gate.hasOne(now)) return false;
    for (const ramp of ramps) if (!ramp.hasOne(now)) return false;
    this.#rate.takeOne();
    for (const gate of gates) gate.takeOne();
    for (const ramp of ramps) ramp.takeOne();
    this.#inFlight += 1;
    this.#count(now);
    return true;
  }

  /** What became of a mail that went, also when that is unknown. */
  saw(answer: Answer, now: number): void {
    this.#inFlight -= 1;
    const wasTrying = this.#strain.isTrying;
    if (this.#strain.saw(answer, now) || wasTrying !== this.#strain.isTrying) this.#set(now);
  }

  /** For a place that was taken for a mail that did not go. */
  leave(): void {
    this.#inFlight -= 1;
  }

  /** Milliseconds until it is worth asking again; 0: now. Endless while all places wait for answers. */
  wait(now: number): number {
    const waits = [...this.outside.gates, ...this.outside.ramps, this.#rate].map((gate) => gate.wait(now));
    const longest = Math.max(0, this.#strain.pausedUntil - now, ...waits);
    return longest === 0 && this.#inFlight >= this.#places ? Number.POSITIVE_INFINITY : longest;
  }

  /**
   * For a mail that may not go for a while: milliseconds until its turn, when all that were put off before it go first, at the
   * lane's own speed. So they come back one after the other and not all together.
   */
  putOff(now: number): number {
    const wait = this.wait(now);
    const soonest = now + Math.max(SOONEST, Number.isFinite(wait) ? wait : 0);
    const usual = Math.max(this.#places, this.#inLastSecond, this.#inThisSecond);
    const gap = 1000 / Math.max(SLOWEST_SPEED, Math.min(this.#rate.rate, usual));
    const turn = Math.min(Math.max(soonest, this.#bookedUntil), soonest + LONGEST_LINE);
    this.#bookedUntil = turn + gap;
    return turn - now;
  }

  share(share: Share, now: number): void {
    if (share.of === this.#share.of && share.place === this.#share.place) return;
    this.#share = share;
    this.#set(now);
  }

  /** Nothing would be lost if it were made anew: nothing is on its way, and no second or strain remembers anything. */
  isIdle(now: number): boolean {
    return this.#inFlight === 0 && this.#strain.isFree && now - this.#usedAt > 2000;
  }

  state(now: number): LaneState {
    const { reason, pausedUntil } = this.#strain;
    const isRamped = this.outside.ramps.some((ramp) => !ramp.hasOne(now));
    const { name, kind } = this.organisation;
    return {
      name,
      kind,
      inFlight: this.#inFlight,
      places: now < pausedUntil ? 0 : this.#places,
      connections: this.#whole,
      ...(Number.isFinite(this.#rate.rate) && { rate: this.#rate.rate }),
      ...(reason !== undefined ? { reason } : isRamped && { reason: 'ramp' }),
      ...(now < pausedUntil && { pausedUntil }),
    };
  }

  /** This process's places when nothing is wrong. One at least: what it took from the queue must go some day. */
  get #whole(): number {
    const { place, of } = this.#share;
    const { connections } = this.limits;
    return Math.max(1, Math.floor(connections / of) + (place < connections % of ? 1 : 0));
  }

  #set(now: number): void {
    const { factor, isTrying } = this.#strain;
    this.#places = isTrying ? 1 : Math.max(1, Math.floor(this.#whole * factor));
    const own = (this.limits.rate ?? Number.POSITIVE_INFINITY) / this.#share.of;
    if (factor === 1) this.#usual = undefined;
    else this.#usual ??= Math.max(this.#whole, this.#inLastSecond, this.#inThisSecond);
    this.#rate.changeRate(Math.min(own, (this.#usual ?? Number.POSITIVE_INFINITY) * factor), now);
  }

  #count(now: number): void {
    this.#usedAt = now;
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#inLastSecond = second === this.#second + 1 ? this.#inThisSecond : 0;
      this.#inThisSecond = 0;
      this.#second = second;
    }
    this.#inThisSecond += 1;
  }
}
