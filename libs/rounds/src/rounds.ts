import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '#libs/logging';

interface RoundsOptions {
  name: string;
  /** The longest wait between two rounds; `wake` ends it early. */
  everyMilliseconds: number;
  /** The least time between the beginnings of two rounds, however often it is woken; without it, none. */
  apartMilliseconds?: number;
  logger: Logger;
}

/** Runs a round again and again, one at a time: when woken, when there is more, and at least every so often. */
export class Rounds {
  #running: Promise<void> | undefined;
  #stopped = false;
  #woken = false;
  #endWait: (() => void) | undefined;

  /** @param round says whether there is more to do at once. It may throw: that is logged, and it is tried again later. */
  constructor(
    private readonly round: () => Promise<boolean>,
    private readonly options: RoundsOptions,
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#endWait?.();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const begun = performance.now();
      const more = await this.#tryRound();
      if (!more && !this.#woken && !this.#stopped) await this.#wait();
      else if (!more && !this.#stopped) await this.#gather(begun);
    }
  }

  async #gather(begun: number): Promise<void> {
    const rest = (this.options.apartMilliseconds ?? 0) - (performance.now() - begun);
    if (rest > 0) await pause(rest);
  }

  async #tryRound(): Promise<boolean> {
    try {
      return await this.round();
    } catch (err) {
      // PostgreSQL or Redis may be away for a while; nothing is lost by trying again.
      this.options.logger.warn({ err, rounds: this.options.name }, 'a round failed and is tried again');
      this.#woken = false;
      return false;
    }
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.everyMilliseconds);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
