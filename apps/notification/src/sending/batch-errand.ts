import type { Lane } from '#libs/lanes';
import type { NoSession, Verdict, WireMail } from '#libs/smtp';
import type { Intent } from './batch.ts';
import type { Crossing } from './crossing.ts';
import type { Errand } from './hand.ts';
import type { StageTimes } from './stage-times.ts';

/** What a batch decides about one of its mails. */
export interface ErrandOwner {
  mayGo(errand: BatchErrand): boolean;
  mayBegin(errand: BatchErrand): boolean;
  settle(errand: BatchErrand, verdict: Verdict): void;
  fail(errand: BatchErrand, error: unknown): void;
  giveUp(errand: BatchErrand, error?: NoSession): void;
  putOff(errand: BatchErrand, milliseconds: number): void;
}

/** What was read before it is sent. */
export interface Reading {
  intent: Intent;
  /** When its standing was asked for, in milliseconds that only grow. */
  checkedAt: number;
}

/** The mail to one resident of a window, on its way to a session. A class, since a window would make hundreds of closures. */
export class BatchErrand implements Errand {
  readonly mail: WireMail;
  #intent: Intent;
  #checkedAt: number;

  constructor(
    private readonly owner: ErrandOwner,
    { intent, checkedAt }: Reading,
    readonly lane: Lane,
    readonly crossing: Crossing,
    { mail, times }: { mail: WireMail; times: StageTimes },
  ) {
    this.#intent = intent;
    this.#checkedAt = checkedAt;
    const { envelope, isChecked } = mail;
    // Made in its turn: that is rendering, and no waiting for the wire.
    this.mail = { envelope, isChecked, octets: (form) => times.rendering(() => mail.octets(form), 'wire') };
  }

  get intent(): Intent {
    return this.#intent;
  }

  get checkedAt(): number {
    return this.#checkedAt;
  }

  /** Its standing was read again: it may be handed over once more. */
  renew({ intent, checkedAt }: Reading): void {
    this.#intent = intent;
    this.#checkedAt = checkedAt;
  }

  mayGo(): boolean {
    return this.owner.mayGo(this);
  }

  mayBegin(): boolean {
    return this.owner.mayBegin(this);
  }

  given(at: number): void {
    this.crossing.given(at);
  }

  settle(verdict: Verdict): void {
    this.owner.settle(this, verdict);
  }

  fail(error: unknown): void {
    this.owner.fail(this, error);
  }

  giveUp(error?: NoSession): void {
    this.owner.giveUp(this, error);
  }

  putOff(milliseconds: number): void {
    this.owner.putOff(this, milliseconds);
  }
}
