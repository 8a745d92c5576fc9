import type { SmtpRoute } from './smtp-route.ts';
import { SmtpSession } from './smtp-session.ts';

export interface SessionLimits {
  connections: number;
  /** Mails after which a connection is replaced; some relays close one that stays too long. */
  mailsEach?: number;
}

interface Used {
  session: SmtpSession;
  mails: number;
}

/**
 * A few sessions to one relay, opened when they are needed. Whoever gets one has it alone, connected and signed in, so that
 * nothing but the conversation itself lies between a last check and the hand-off (SEND-1).
 */
export class SmtpSessions {
  readonly #idle: Used[] = [];
  readonly #busy = new Set<SmtpSession>();
  readonly #waiting: (() => void)[] = [];
  #places: number;
  #isClosed = false;

  constructor(
    private readonly route: SmtpRoute,
    private readonly limits: SessionLimits,
  ) {
    this.#places = limits.connections;
  }

  /** How many can be had at once. */
  get connections(): number {
    return this.limits.connections;
  }

  /** @throws NoSession when none can be opened; whatever `work` throws. */
  async use<T>(work: (session: SmtpSession) => Promise<T>): Promise<T> {
    await this.#place();
    try {
      const used = await this.#open();
      this.#busy.add(used.session);
      try {
        return await work(used.session);
      } finally {
        this.#busy.delete(used.session);
        this.#keep(used);
      }
    } finally {
      this.#leave();
    }
  }

  /** Ends idle sessions now and the others after their mail. */
  close(): void {
    this.#isClosed = true;
    for (const { session } of this.#idle.splice(0)) session.close();
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.close();
    for (const session of this.#busy) session.cut();
  }

  async #place(): Promise<void> {
    if (this.#places > 0) this.#places -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#places += 1;
  }

  async #open(): Promise<Used> {
    for (let used = this.#idle.pop(); used; used = this.#idle.pop()) {
      if (used.session.isOpen) return used;
    }
    return { session: await SmtpSession.open(this.route), mails: 0 };
  }

  #keep(used: Used): void {
    used.mails += 1;
    const isWorn = used.mails >= (this.limits.mailsEach ?? 100);
    if (this.#isClosed || isWorn || !used.session.isOpen) used.session.close();
    else this.#idle.push(used);
  }
}
