import { growingWait } from './growing-wait.ts';

export interface RelayFacts {
  /** Host and port: nothing of it is secret. */
  name: string;
  /** Its part of the mails, against the other weights; 0: only while no other has a place. */
  weight: number;
}

/** Why a relay could not be used. */
export interface RelayTrouble {
  /** A reply code, `connection` or so: never the relay's words. */
  reason: string;
  /** It objects to us, e.g. to our password. */
  isObjection: boolean;
}

export interface RelayState extends RelayFacts {
  isUp: boolean;
  reason?: string;
  /** Milliseconds; when it is tried again. */
  leftOutUntil?: number;
}

/** Short enough that whoever mends a relay sees it used within a minute. */
const WAITS = { firstMilliseconds: 1000, longestMilliseconds: 60_000 };
/** A relay that was up for so long starts with a short wait again; one that comes and goes does not. */
const STEADY = 60_000;
/** A probe that never came back. */
const PROBE = 120_000;

interface Known<Relay> {
  relay: Relay;
  trouble?: RelayTrouble;
  troubles: number;
  /** While down: when it may be tried. While up: since when. */
  at: number;
  probedAt: number;
}

/**
 * Which relay takes the next mail. One that cannot be reached, refuses our password or hangs up at once is left out, for longer
 * each time, and probed. Moments are milliseconds.
 */
export class Relays<Relay extends RelayFacts> {
  readonly #known: readonly Known<Relay>[];

  constructor(
    relays: readonly Relay[],
    private readonly random: () => number,
  ) {
    if (relays.length === 0) throw new Error('there should be a relay at least');
    this.#known = relays.map((relay) => ({
      relay,
      troubles: 0,
      at: Number.NEGATIVE_INFINITY,
      probedAt: Number.NEGATIVE_INFINITY,
    }));
  }

  /**
   * Chooses by weight among those that are up. Only when none is, one whose wait is over: otherwise that is for probes, so that
   * no mail waits for a relay that is away.
   * @param fits leaves out those that have no place; @returns undefined when there is none.
   */
  next(now: number, fits: (relay: Relay) => boolean = () => true): Relay | undefined {
    const up = this.#known.filter(({ trouble }) => !trouble);
    const due = up.length > 0 ? up : this.#known.filter(({ at }) => at <= now);
    const fitting = due.filter(({ relay }) => fits(relay));
    const weighty = fitting.filter(({ relay }) => relay.weight > 0);
    return this.#draw(weighty.length > 0 ? weighty : fitting);
  }

  /** Those that are down and whose wait is over. Each is given once until it was reached or failed again. */
  toProbe(now: number): Relay[] {
    const due = this.#known.filter(
      ({ trouble, at, probedAt }) => trouble && at <= now && now - probedAt >= PROBE,
    );
    for (const known of due) known.probedAt = now;
    return due.map(({ relay }) => relay);
  }

  /** A session with it was opened. */
  reached(relay: Relay, now: number): void {
    const known = this.#of(relay);
    known.probedAt = Number.NEGATIVE_INFINITY;
    if (!known.trouble) return;
    known.trouble = undefined;
    known.at = now;
  }

  /** No session could be opened, or it was closed before it took a mail. */
  failed(relay: Relay, trouble: RelayTrouble, now: number): void {
    const known = this.#of(relay);
    // Many met the same trouble at once: it is one.
    if (known.trouble && now < known.at) return;
    known.troubles = !known.trouble && now - known.at >= STEADY ? 1 : known.troubles + 1;
    known.trouble = trouble;
    known.at = now + growingWait(known.troubles, WAITS, this.random);
    known.probedAt = Number.NEGATIVE_INFINITY;
  }

  /** Why there is none: only when all of them object to us it is our matter, else it passes. */
  get trouble(): RelayTrouble | undefined {
    const troubles = this.#known.map(({ trouble }) => trouble);
    return troubles.find((trouble) => trouble && !trouble.isObjection) ?? troubles.find(Boolean);
  }

  states(): RelayState[] {
    return this.#known.map(({ relay: { name, weight }, trouble, at }) => ({
      name,
      weight,
      isUp: !trouble,
      ...(trouble && { reason: trouble.reason, leftOutUntil: at }),
    }));
  }

  #draw(candidates: readonly Known<Relay>[]): Relay | undefined {
    const weights = candidates.map(({ relay }) => relay.weight || 1);
    let point = this.random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [position, { relay }] of candidates.entries()) {
      point -= weights[position] ?? 0;
      if (point < 0) return relay;
    }
    return candidates.at(-1)?.relay;
  }

  #of(relay: Relay): Known<Relay> {
    const known = this.#known.find((candidate) => candidate.relay === relay);
    if (!known) throw new Error('an unknown relay');
    return known;
  }
}
