/**
 * Renews a lease while its work goes on. Once it could not be renewed for its whole length, or somebody else has it, it is
 * lost, and whoever holds it must stop: others may have begun.
 */
export class KeptLease {
  #isLost = false;
  #renewedAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  /** @param renew says whether the lease is still ours; it may throw while the database is away. */
  constructor(
    private readonly renew: () => Promise<boolean>,
    private readonly seconds: number,
  ) {
    this.#timer = setInterval(() => void this.#renew(), (seconds * 1000) / 3);
  }

  get isLost(): boolean {
    return this.#isLost || performance.now() - this.#renewedAt > this.seconds * 1000;
  }

  /** Somebody noticed in another way. */
  lose(): void {
    this.#isLost = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #renew(): Promise<void> {
    const askedAt = performance.now();
    const isOurs = await this.renew().catch(() => undefined);
    if (isOurs) this.#renewedAt = askedAt;
    if (isOurs === false) this.#isLost = true;
  }
}
