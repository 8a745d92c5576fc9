import type { Relays } from '#libs/lanes';
import { relayTrouble, type SmtpRelay, verdictWithoutRelay } from './smtp-relay.ts';
import { SmtpSession } from './smtp-session.ts';
import { NoSession } from './wire-opening.ts';

export interface SessionLimits {
  connections: number;
  /** Of these, the most to one relay; without it, all of them. */
  placesAt?: (relay: SmtpRelay) => number;
  /** Mails after which a connection is replaced; some relays close one that stays too long. */
  mailsEach?: number;
}

interface Used {
  relay: SmtpRelay;
  session: SmtpSession;
  mails: number;
}

/**
 * A few sessions to the relays, opened when they are needed. Whoever gets one has it alone, connected and signed in, so that
 * nothing but the conversation itself lies between a last check and the hand-off (SEND-1). When a relay cannot be used, the next
 * is tried at once.
 */
export class SmtpSessions {
  readonly #idle: Used[] = [];
  readonly #busy = new Set<Used>();
  /** By relay, also while one is being opened. */
  readonly #places = new Map<SmtpRelay, number>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #isClosed = false;

  /** @param now in milliseconds. */
  constructor(
    private readonly relays: Relays<SmtpRelay>,
    private readonly limits: SessionLimits,
    private readonly now: () => number,
  ) {}

  /** How many can be had at once. */
  get connections(): number {
    return this.limits.connections;
  }

  /** @throws NoSession when none can be opened; whatever `work` throws. */
  async use<T>(work: (session: SmtpSession) => Promise<T>): Promise<T> {
    const used = await this.#open();
    this.#busy.add(used);
    try {
      return await work(used.session);
    } finally {
      this.#busy.delete(used);
      this.#keep(used);
      this.#leave(used.relay);
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
    for (const { session } of this.#busy) session.cut();
  }

  async #open(): Promise<Used> {
    const tried = new Map<SmtpRelay, unknown>();
    for (;;) {
      const relay = await this.#place(tried);
      const used = this.#idleAt(relay) ?? (await this.#connect(relay, tried));
      if (used) return used;
      this.#leave(relay);
    }
  }

  /** Each relay is tried once for a mail. */
  async #place(tried: Map<SmtpRelay, unknown>): Promise<SmtpRelay> {
    for (;;) {
      const isUntried = (relay: SmtpRelay) => !tried.has(relay);
      if (!this.relays.next(this.now(), isUntried)) throw this.#noSession([...tried.values()].at(-1));
      const hasPlace = (relay: SmtpRelay) => isUntried(relay) && this.#isFree(relay);
      const relay = this.#taken < this.connections ? this.relays.next(this.now(), hasPlace) : undefined;
      if (relay) {
        this.#taken += 1;
        this.#places.set(relay, (this.#places.get(relay) ?? 0) + 1);
        return relay;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #isFree(relay: SmtpRelay): boolean {
    return (this.#places.get(relay) ?? 0) < (this.limits.placesAt?.(relay) ?? this.connections);
  }

  #leave(relay: SmtpRelay): void {
    this.#taken -= 1;
    this.#places.set(relay, (this.#places.get(relay) ?? 1) - 1);
    this.#waiting.shift()?.();
  }

  #noSession(cause: unknown): NoSession {
    // Whoever waits for a place would wait in vain too.
    this.#waiting.shift()?.();
    const trouble = this.relays.trouble ?? { reason: 'connection', isObjection: false };
    return new NoSession(verdictWithoutRelay(trouble), { cause });
  }

  #idleAt(relay: SmtpRelay): Used | undefined {
    for (let at = this.#idle.length - 1; at >= 0; at -= 1) {
      if (this.#idle[at]?.relay !== relay) continue;
      const [used] = this.#idle.splice(at, 1);
      if (used?.session.isOpen) return used;
    }
    return undefined;
  }

  async #connect(relay: SmtpRelay, tried: Map<SmtpRelay, unknown>): Promise<Used | undefined> {
    try {
      const session = await SmtpSession.open(relay.route);
      this.relays.reached(relay, this.now());
      return { relay, session, mails: 0 };
    } catch (error) {
      if (!(error instanceof NoSession)) {
        this.#leave(relay);
        throw error;
      }
      tried.set(relay, error.cause);
      this.relays.failed(relay, relayTrouble(error.verdict), this.now());
      return undefined;
    }
  }

  #keep(used: Used): void {
    const { relay, session } = used;
    used.mails += 1;
    if (session.endedUnused) this.relays.failed(relay, relayTrouble(session.endedUnused), this.now());
    const isWorn = used.mails >= (this.limits.mailsEach ?? 100);
    if (this.#isClosed || isWorn || session.endedUnused || !session.isOpen) session.close();
    else this.#idle.push(used);
  }
}
