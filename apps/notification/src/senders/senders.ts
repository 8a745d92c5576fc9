import type { Logger } from '#libs/logging';
import { BATCHES, Sender, type SenderFacts, type Surroundings } from '../sending/sender.ts';
import { SenderProcess } from './sender-process.ts';

/**
 * The senders of this service: processes of their own, or, for a small city and for tests, one in the service's own process.
 * Whose turn it is, is decided here; the right to send comes from the database alone.
 */
export class Senders {
  /** The one in this process, if there is one. */
  own: Sender | undefined;
  readonly #processes: SenderProcess[] = [];
  readonly #ownWork = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #isStopping = false;

  constructor(
    private readonly facts: SenderFacts,
    /** How many processes; 0: none but this. */
    private readonly count: number,
    private readonly surroundings: Surroundings,
    private readonly logLevel: string,
  ) {}

  /** Batches that all senders have at once. */
  get concurrency(): number {
    return BATCHES * Math.max(1, this.count);
  }

  get pids(): (number | undefined)[] {
    return this.#processes.map(({ pid }) => pid);
  }

  async start(): Promise<void> {
    const { facts, logLevel } = this;
    if (this.count === 0) this.own = await Sender.start(facts, this.surroundings);
    const logger: Logger = this.surroundings.logger;
    for (let number = 0; number < this.count; number += 1) {
      const process = new SenderProcess({ kind: 'begin', facts, logLevel }, logger, () => this.#wake());
      this.#processes.push(process);
      process.start();
    }
  }

  /** @throws Error when the batch could not be sent; it is tried again once its lease is over. */
  async send(key: string): Promise<void> {
    if (this.own) {
      const sending = this.own.send(key).finally(() => this.#ownWork.delete(sending));
      this.#ownWork.add(sending);
      return sending;
    }
    return (await this.#freest()).send(key);
  }

  /** Somebody paused this dispatch: senders need not wait until they hear it. */
  halt(dispatchId: string): void {
    this.own?.halt(dispatchId);
    for (const process of this.#processes) process.halt(dispatchId);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await Promise.all([
      this.own?.stop(Promise.allSettled([...this.#ownWork])),
      ...this.#processes.map((process) => process.stop()),
    ]);
  }

  async #freest(): Promise<SenderProcess> {
    while (!this.#isStopping) {
      const [first] = this.#processes
        .filter(({ load }) => load !== undefined)
        .sort((one, other) => (one.load ?? 0) - (other.load ?? 0));
      if (first) return first;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    throw new Error('the senders stop');
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
