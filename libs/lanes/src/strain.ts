import { type Answer, signOf } from './answer.ts';
import { growingWait } from './growing-wait.ts';

/** How often a lane may be slowed, and grow: once a second, or one bad moment with many mails on the wire would count many times. */
const BEAT = 1000;
/** Halved at each trouble; a sixtieth back for each second without one, so half of the speed takes half a minute to come back. */
const SLOWER = 1 / 2;
const FASTER = 1 / 60;
const SLOWEST = 1 / 64;
/** Strikes in a row, without a friendly answer between them, after which nothing is sent for a while. */
const STRIKES = 5;
const PAUSES = { firstMilliseconds: 60_000, longestMilliseconds: 1_800_000 };

/** How strained the way to one provider is. It learns from their answers, and forgets slowly. */
export class Strain {
  /** What is left of the limits: from 1 down to a sixty-fourth. */
  factor = 1;
  /** A code such as `4.7.1`: what slowed it last. */
  reason: string | undefined;
  /** In milliseconds: nothing is sent before. */
  pausedUntil = Number.NEGATIVE_INFINITY;
  /** After a pause one mail goes ahead to see. */
  isTrying = false;
  #strikes = 0;
  #pauses = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #grewAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly random: () => number) {}

  get isFree(): boolean {
    return this.factor === 1 && !this.isTrying;
  }

  /** @returns whether the factor changed. */
  saw(answer: Answer, now: number): boolean {
    // News of mails that left before the pause began.
    if (now < this.pausedUntil) return false;
    const sign = signOf(answer);
    if (sign === 'well') return this.#grow(now);
    if (sign === 'nothing') return false;
    this.reason = answer.reason;
    if (sign === 'strike') this.#strike(now);
    return this.#slow(now);
  }

  #strike(now: number): void {
    this.#strikes += 1;
    if (this.#strikes < STRIKES && !this.isTrying) return;
    this.#strikes = 0;
    this.#pauses += 1;
    this.pausedUntil = now + growingWait(this.#pauses, PAUSES, this.random);
    this.isTrying = true;
  }

  #slow(now: number): boolean {
    if (now - this.#slowedAt < BEAT) return false;
    this.#slowedAt = now;
    this.factor = Math.max(SLOWEST, this.factor * SLOWER);
    return true;
  }

  #grow(now: number): boolean {
    this.#strikes = 0;
    this.isTrying = false;
    if (this.factor === 1) return false;
    if (now - this.#slowedAt < BEAT || now - this.#grewAt < BEAT) return false;
    this.#grewAt = now;
    this.factor = Math.min(1, this.factor + FASTER);
    if (this.factor === 1) {
      this.#pauses = 0;
      this.reason = undefined;
    }
    return true;
  }
}
