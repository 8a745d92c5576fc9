import type { Act, Corridor } from './corridor.ts';

/** Transactions of one gathering that run at the same time: while one is being flushed to disk, the next is filled. */
const AT_ONCE = 2;
/** A transaction that fails is done again one by one, and one that is too long makes everybody in it wait. */
const MOST = 100;

/** What so many callers want, done in one transaction; one result for each, in their order. */
export type GatheredWork<I, R> = (act: Act, items: I[]) => Promise<R[]>;

interface Waiting<I, R> {
  item: I;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Puts acts of the same kind that come at the same time into one transaction, with one flush to disk and one statement where each
 * had its own. Who comes alone goes at once. What fails together is tried again one by one, so that nobody is refused for another's sake.
 */
export class Gathering<I, R> {
  readonly #waiting: Waiting<I, R>[] = [];
  #running = 0;

  constructor(
    private readonly corridor: Corridor,
    private readonly work: GatheredWork<I, R>,
  ) {}

  /** @returns once it is durable. */
  act(item: I): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= AT_ONCE || this.#waiting.length === 0) return;
    this.#running += 1;
    void this.#together(this.#waiting.splice(0, MOST)).finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }

  async #together(taken: Waiting<I, R>[]): Promise<void> {
    try {
      const items = taken.map(({ item }) => item);
      const results = await this.corridor.act((act) => this.work(act, items));
      for (const [at, { resolve }] of taken.entries()) resolve(results[at] as R);
    } catch (error) {
      if (taken.length === 1) taken[0]?.reject(error);
      else for (const each of taken) await this.#together([each]);
    }
  }
}
