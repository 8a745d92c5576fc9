import type { BatchErrand } from './batch-errand.ts';

/** After it each mail that was given to a session has begun, or was taken back (SEND-1). */
const SILENT_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 100;

/**
 * How far one window is: how many of its mails wait for a session, and how many are in one. Each of them ends by `answered` or
 * `dropped`, once.
 */
export class Crossing {
  /** Whose standing grew old while they waited; nobody reads it again yet. */
  readonly stale: BatchErrand[] = [];
  /** Somebody reads standings of it again, and will see those that grow stale meanwhile. */
  isReadAgain = false;
  #waiting: number;
  #inSessions = 0;
  #givenAt = 0;
  #look: NodeJS.Timeout | undefined;
  readonly #over = Promise.withResolvers<void>();
  readonly #through = Promise.withResolvers<void>();

  /** @param elapsed milliseconds that only grow. */
  constructor(
    mails: number,
    private readonly elapsed: () => number,
  ) {
    this.#waiting = mails;
    this.#endIfOver();
  }

  get isOver(): boolean {
    return this.#waiting + this.#inSessions === 0;
  }

  /** All of it have an outcome, or wait for another lease. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** It is over, or what is left of it only waits for relays that are silent: that is no reason for the next window to wait. */
  through(): Promise<void> {
    if (!this.isOver) this.#look ??= setInterval(() => this.#lookForSilence(), LOOK_MILLISECONDS);
    return this.#through.promise;
  }

  /** One of it is in a session since then. */
  given(at: number): void {
    this.#waiting -= 1;
    this.#inSessions += 1;
    this.#givenAt = at;
  }

  /** One came back from its session: nothing is decided about it. */
  returned(): void {
    this.#inSessions -= 1;
    this.#waiting += 1;
  }

  /** Of one that was in a session. */
  answered(): void {
    this.#inSessions -= 1;
    this.#endIfOver();
  }

  /** One that was in no session is not sent. */
  dropped(): void {
    this.#waiting -= 1;
    this.#endIfOver();
  }

  #lookForSilence(): void {
    if (this.#waiting > 0 || this.elapsed() - this.#givenAt <= SILENT_MILLISECONDS) return;
    clearInterval(this.#look);
    this.#through.resolve();
  }

  #endIfOver(): void {
    if (!this.isOver) return;
    clearInterval(this.#look);
    this.#through.resolve();
    this.#over.resolve();
  }
}
