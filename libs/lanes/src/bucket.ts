/** How many tokens may gather, in seconds of the rate: whoever asks every few milliseconds must not lose any. */
const GATHERED_SECONDS = 1 / 20;

/**
 * A token bucket that keeps its word for every second: in any second, wherever it begins, it gives no more than the rate,
 * rounded up. So what may gather is taken off what flows in. Without a rate it gives without end.
 */
export class Bucket {
  #rate = Number.POSITIVE_INFINITY;
  #tokens = 1;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(rate = Number.POSITIVE_INFINITY) {
    this.#rate = rate;
  }

  /** In mails a second. */
  get rate(): number {
    return this.#rate;
  }

  /** A change never gives tokens that the slower of both rates would not have given. */
  changeRate(rate: number, now: number): void {
    if (rate === this.#rate) return;
    this.#fill(now);
    this.#rate = rate;
    this.#tokens = Math.min(Number.isFinite(this.#tokens) ? this.#tokens : 0, this.#most);
    this.#filledAt = now;
  }

  hasOne(now: number): boolean {
    if (this.#rate === Number.POSITIVE_INFINITY) return true;
    this.#fill(now);
    return this.#tokens >= 1;
  }

  /** Call after `hasOne` was true. */
  takeOne(): void {
    this.#tokens -= 1;
  }

  /** Milliseconds until there is one. */
  wait(now: number): number {
    if (this.hasOne(now)) return 0;
    return Math.ceil(((1 - this.#tokens) / this.#inflow) * 1000);
  }

  get #most(): number {
    return Math.max(1, this.#rate * GATHERED_SECONDS);
  }

  get #inflow(): number {
    return this.#rate - (this.#most - 1);
  }

  #fill(now: number): void {
    // A clock that was set back gives nothing, and goes on from there.
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#filledAt = now;
    if (this.#rate === Number.POSITIVE_INFINITY) this.#tokens = 1;
    else if (seconds > 0) this.#tokens = Math.min(this.#most, this.#tokens + seconds * this.#inflow);
  }
}
