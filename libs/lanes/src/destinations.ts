import { type Organisation, ofExchanges, ofItself, ofMailbox } from './organisation.ts';

/** The outside: names of a domain's MX hosts, the most preferred first; an empty list when it has none. May fail. */
export type LookUp = (domain: string) => Promise<readonly string[]>;

interface Known {
  organisation: Organisation;
  staleAt: number;
}

interface Patience {
  /** How long an answer holds, and how long none. */
  keepMilliseconds: number;
  retryMilliseconds: number;
  timeoutMilliseconds: number;
  /** Domains that are kept; look-ups at once. What is beyond is asked another time. */
  kept: number;
  atOnce: number;
}

const PATIENCE: Patience = {
  keepMilliseconds: 3_600_000,
  retryMilliseconds: 600_000,
  timeoutMilliseconds: 5_000,
  kept: 20_000,
  atOnce: 32,
};

/** RFC 2606, RFC 6761: nobody answers for these, and asking tells strangers about tests. */
const NOBODYS = /(^|\.)(test|example|invalid|localhost|example\.(com|net|org))$/;

/** Which organisation takes a domain's mail. It answers at once with what it knows, and learns the rest meanwhile. */
export class Destinations {
  readonly #known = new Map<string, Known>();
  readonly #asked = new Set<string>();
  readonly #patience: Patience;

  constructor(
    private readonly lookUp: LookUp,
    patience: Partial<Patience> = {},
  ) {
    this.#patience = { ...PATIENCE, ...patience };
  }

  /** @param domain of an address, as an A-label or not; `now` in milliseconds. Never waits and never throws. */
  of(domain: string, now: number): Organisation {
    const lower = domain.toLowerCase();
    const mailbox = ofMailbox(lower);
    if (mailbox) return mailbox;
    const known = this.#known.get(lower);
    if (!known || known.staleAt <= now) this.#ask(lower, now);
    return known?.organisation ?? ofItself(lower);
  }

  /** How many domains are kept and how many are being asked about. */
  get size(): { known: number; asked: number } {
    return { known: this.#known.size, asked: this.#asked.size };
  }

  #ask(domain: string, now: number): void {
    if (this.#asked.size >= this.#patience.atOnce || this.#asked.has(domain) || NOBODYS.test(domain)) return;
    this.#asked.add(domain);
    void this.#answer(domain).then((hosts) => {
      this.#asked.delete(domain);
      this.#learn(domain, hosts, now);
    });
  }

  /** @returns undefined when nobody answered in time. */
  async #answer(domain: string): Promise<readonly string[] | undefined> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => giveUp(undefined), this.#patience.timeoutMilliseconds);
    timer.unref();
    try {
      return await Promise.race([this.lookUp(domain), late]);
    } catch {
      // A resolver that is away slows nobody down: each domain is a lane by itself until it is back.
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #learn(domain: string, hosts: readonly string[] | undefined, askedAt: number): void {
    const { keepMilliseconds, retryMilliseconds, kept } = this.#patience;
    // What was known stays while nobody answers.
    const before = this.#known.get(domain)?.organisation ?? ofItself(domain);
    this.#known.delete(domain);
    this.#known.set(domain, {
      organisation: hosts ? ofExchanges(domain, hosts) : before,
      staleAt: askedAt + (hosts ? keepMilliseconds : retryMilliseconds),
    });
    const oldest = this.#known.size > kept ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
