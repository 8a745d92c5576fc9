/** How many milliseconds each answer is waited for. `body`: until a large content has been taken. */
export interface Patience {
  reset: number;
  sender: number;
  recipient: number;
  data: number;
  body: number;
  content: number;
  void: number;
  quit: number;
}

const MINUTE = 60_000;

/** RFC 5321 s.4.5.3.2. After the final dot the server may deliver before it answers: whoever gives up early sends twice. */
export const PATIENCE: Patience = {
  reset: 5 * MINUTE,
  sender: 5 * MINUTE,
  recipient: 5 * MINUTE,
  data: 2 * MINUTE,
  body: 3 * MINUTE,
  content: 10 * MINUTE,
  void: 10 * MINUTE,
  // Nothing hangs on its answer.
  quit: 5_000,
};

export interface Clockwork {
  /** Milliseconds that only grow. */
  now(): number;
  /** @returns what stops it. */
  after(milliseconds: number, act: () => void): () => void;
}

const REAL: Clockwork = {
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** A limit may be shorter a moment from now: it looks at least this often. */
const LOOK_EVERY = 1_000;

/**
 * One timer for a whole session: a timer for each command would cost more than the command. It looks now and then how long
 * nothing has moved, so a limit is kept to within the time of a look.
 */
export class Watch {
  #movedAt: number;
  #stop?: () => void;

  constructor(
    /** What is waited for at most now; undefined while nothing is. */
    private readonly limit: () => number | undefined,
    private readonly isLate: () => void,
    private readonly clockwork: Clockwork = REAL,
  ) {
    this.#movedAt = clockwork.now();
  }

  /** Something was said or heard. */
  moved(): void {
    this.#movedAt = this.clockwork.now();
    if (!this.#stop && this.limit() !== undefined) this.#look();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(): void {
    const limit = this.limit();
    this.#stop = undefined;
    if (limit === undefined) return;
    const left = limit - (this.clockwork.now() - this.#movedAt);
    if (left <= 0) this.isLate();
    else this.#stop = this.clockwork.after(Math.min(left, LOOK_EVERY), () => this.#look());
  }
}
