import type { Lane } from '#libs/lanes';
import type { NoSession, Verdict, WireMail } from '#libs/smtp';
import type { Intent } from './batch.ts';
import type { Errand } from './hand.ts';
import type { StageTimes } from './stage-times.ts';

/** One window on its way. */
export interface Passage {
  left: number;
  /** Whose standing grew old while they waited. */
  stale: Intent[];
  /** When their standing was asked for, in milliseconds that only grow. */
  checkedAt: number;
  error?: NoSession;
  resolve: () => void;
  reject: (error: NoSession) => void;
}

/** What a batch decides about one of its mails. */
export interface ErrandOwner {
  mayGo(intent: Intent, passage: Passage): boolean;
  mayBegin(intent: Intent, passage: Passage): boolean;
  settle(intent: Intent, passage: Passage, verdict: Verdict): void;
  fail(intent: Intent, passage: Passage, error: unknown): void;
  giveUp(intent: Intent, passage: Passage, error?: NoSession): void;
  putOff(intent: Intent, passage: Passage, milliseconds: number): void;
}

/** The mail to one resident of a window, on its way to a session. A class, since a window would make hundreds of closures. */
export class BatchErrand implements Errand {
  readonly mail: WireMail;

  constructor(
    private readonly owner: ErrandOwner,
    private readonly of: { intent: Intent; passage: Passage },
    readonly lane: Lane,
    { mail, times }: { mail: WireMail; times: StageTimes },
  ) {
    const { envelope, isChecked } = mail;
    // Made in its turn: that is rendering, and no waiting for the wire.
    this.mail = { envelope, isChecked, octets: (form) => times.rendering(() => mail.octets(form), 'wire') };
  }

  mayGo(): boolean {
    return this.owner.mayGo(this.of.intent, this.of.passage);
  }

  mayBegin(): boolean {
    return this.owner.mayBegin(this.of.intent, this.of.passage);
  }

  settle(verdict: Verdict): void {
    this.owner.settle(this.of.intent, this.of.passage, verdict);
  }

  fail(error: unknown): void {
    this.owner.fail(this.of.intent, this.of.passage, error);
  }

  giveUp(error?: NoSession): void {
    this.owner.giveUp(this.of.intent, this.of.passage, error);
  }

  putOff(milliseconds: number): void {
    this.owner.putOff(this.of.intent, this.of.passage, milliseconds);
  }
}
