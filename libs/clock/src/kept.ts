/** What has its own place in it is forgotten all at once before there is more than this. */
const MOST = 500;

/**
 * Keeps what is dear to read and asked for often: each key is read once in so many milliseconds, however many ask. What fails is not
 * kept. The clock is one that only goes forward, and none of the calendar's.
 */
export class Kept<T> {
  readonly #values = new Map<string, { value: Promise<T>; until: number }>();

  /** @param milliseconds 0: nothing is kept, but those who ask while it is being read share it. */
  constructor(
    private readonly milliseconds: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#values.get(key);
    if (known && known.until > this.now()) return known.value;
    if (this.#values.size >= MOST) this.#values.clear();
    const value = read();
    const entry = { value, until: Number.POSITIVE_INFINITY };
    this.#values.set(key, entry);
    value.then(
      () => {
        entry.until = this.now() + this.milliseconds;
      },
      () => {
        if (this.#values.get(key) === entry) this.#values.delete(key);
      },
    );
    return value;
  }

  /** What was changed here is read anew. */
  forget(): void {
    this.#values.clear();
  }
}
