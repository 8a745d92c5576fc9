/**
 * Where the time of a dispatch goes. `read`: a lease, and what is to be said. `check`: standings read and intents noted. `render`:
 * slots filled. `sign`: waiting for signatures. `wire`: from the hand-over to the last answer of a window, and for a session.
 * `record`: outcomes and counts written, beside the windows that follow.
 */
export const STAGES = ['read', 'check', 'render', 'sign', 'wire', 'record'] as const;

export type Stage = (typeof STAGES)[number];

/** Of one dispatch, in one sender, since it was told last. */
export interface StageReport {
  /** Times that a mail was made. */
  mails: number;
  /** Of all batches together, which run side by side: their sum is longer than the time that went by. */
  milliseconds: Record<Stage, number>;
}

/** Adds up what the stages of one dispatch take. Cheap: it is asked for the time a few times a window, and twice a mail. */
export class StageTimes {
  #mails = 0;
  #milliseconds = nothing();

  /** @param elapsed milliseconds that only grow. */
  constructor(private readonly elapsed: () => number) {}

  count(mails: number): void {
    this.#mails += mails;
  }

  add(stage: Stage, milliseconds: number): void {
    this.#milliseconds[stage] += milliseconds;
  }

  async during<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const beganAt = this.elapsed();
    try {
      return await work();
    } finally {
      this.add(stage, this.elapsed() - beganAt);
    }
  }

  /** What is rendered at once. @param within the stage whose time runs meanwhile: it is not that one's. */
  rendering<T>(work: () => T, within?: Stage): T {
    const beganAt = this.elapsed();
    const result = work();
    const milliseconds = this.elapsed() - beganAt;
    this.add('render', milliseconds);
    if (within) this.add(within, -milliseconds);
    return result;
  }

  /** What it was since the last time that this was asked. */
  take(): StageReport {
    const report = { mails: this.#mails, milliseconds: this.#milliseconds };
    this.#mails = 0;
    this.#milliseconds = nothing();
    return report;
  }
}

function nothing(): Record<Stage, number> {
  return { read: 0, check: 0, render: 0, sign: 0, wire: 0, record: 0 };
}
