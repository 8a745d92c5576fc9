import type { Relays } from '#libs/lanes';
import {
  NoSession,
  relayTrouble,
  type SmtpRelay,
  type SmtpRoute,
  type Verdict,
  verdictWithoutRelay,
} from '#libs/smtp';

interface Door<Session> {
  /** @throws NoSession */
  open: (route: SmtpRoute) => Promise<Session>;
  /** The most sessions to a relay. */
  placesAt: (relay: SmtpRelay) => number;
  /** In milliseconds. */
  now: () => number;
}

/** Opens sessions to whichever relay is next, and to another at once when one is away. Whoever asks counts how many in all. */
export class RelayDoor<Session extends { readonly isOpen: boolean }> {
  readonly #relayOf = new Map<Session, SmtpRelay>();
  readonly #opening = new Map<SmtpRelay, number>();

  constructor(
    private readonly relays: Relays<SmtpRelay>,
    private readonly door: Door<Session>,
  ) {}

  /** Each relay is tried once. @throws NoSession when none can be used, or all places are taken. */
  async open(): Promise<Session> {
    const tried = new Set<SmtpRelay>();
    for (let cause: unknown; ; ) {
      const relay = this.relays.next(this.door.now(), (one) => !tried.has(one) && this.#hasPlace(one));
      if (!relay) throw new NoSession(this.#verdict(), { cause });
      tried.add(relay);
      try {
        return await this.#openTo(relay);
      } catch (error) {
        if (!(error instanceof NoSession)) throw error;
        ({ cause } = error);
        this.relays.failed(relay, relayTrouble(error.verdict), this.door.now());
      }
    }
  }

  /** The relay hung up before this session took a mail: the next one would end alike. */
  hungUp(session: Session, verdict: Verdict): void {
    const relay = this.#relayOf.get(session);
    if (relay) this.relays.failed(relay, relayTrouble(verdict), this.door.now());
  }

  async #openTo(relay: SmtpRelay): Promise<Session> {
    this.#opening.set(relay, (this.#opening.get(relay) ?? 0) + 1);
    try {
      const session = await this.door.open(relay.route);
      this.#relayOf.set(session, relay);
      this.relays.reached(relay, this.door.now());
      return session;
    } finally {
      this.#opening.set(relay, (this.#opening.get(relay) ?? 1) - 1);
    }
  }

  #hasPlace(relay: SmtpRelay): boolean {
    let taken = this.#opening.get(relay) ?? 0;
    for (const [session, itsRelay] of this.#relayOf) {
      if (!session.isOpen) this.#relayOf.delete(session);
      else if (itsRelay === relay) taken += 1;
    }
    return taken < this.door.placesAt(relay);
  }

  #verdict(): Verdict {
    return verdictWithoutRelay(this.relays.trouble ?? { reason: 'connection', isObjection: false });
  }
}
