import { Allotment, type Allotments } from './allotment.ts';
import { Bucket } from './bucket.ts';
import type { Destinations } from './destinations.ts';
import { type Gate, Lane, type LaneState, type Share } from './lane.ts';
import type { LimitTable } from './lane-limits.ts';
import type { Organisation } from './organisation.ts';
import type { RampPlan } from './ramp.ts';

export interface LanesOutside {
  destinations: Destinations;
  allotments: Allotments;
  /** In whose days and hours ramp plans count, e.g. `America/Toronto`. */
  timeZone: string;
  random: () => number;
}

/** Lanes that are kept; beyond, idle ones are forgotten. */
const KEPT = 5000;

/** All ways that mail goes, one for each organisation that takes it. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #total: Bucket;
  readonly #allotments = new Map<string, Allotment>();
  #share: Share = { place: 0, of: 1 };

  constructor(
    private readonly limits: LimitTable,
    ramps: readonly RampPlan[],
    private readonly outside: LanesOutside,
  ) {
    this.#total = new Bucket(limits.totalRate);
    for (const plan of ramps) {
      this.#allotments.set(plan.lane, new Allotment(plan, outside.timeZone, outside.allotments));
    }
  }

  /** The lane of an address's domain. It may be another one the next time, once its MX are known: keep it for one mail. */
  of(domain: string, now: number): Lane {
    const organisation = this.outside.destinations.of(domain, now);
    const known = this.#lanes.get(organisation.name);
    if (known) return known;
    if (this.#lanes.size >= KEPT) this.#forgetIdle(now);
    const lane = this.#make(organisation);
    lane.share(this.#share, now);
    this.#lanes.set(organisation.name, lane);
    return lane;
  }

  /** Tells which of how many processes this is: limits are for all of them together. */
  share(share: Share, now: number): void {
    this.#share = share;
    this.#total.changeRate((this.limits.totalRate ?? Number.POSITIVE_INFINITY) / share.of, now);
    for (const lane of this.#lanes.values()) lane.share(share, now);
  }

  /** Of lanes that have something on its way or are slowed. Domains by themselves are one together, named `other`. */
  states(now: number): LaneState[] {
    const told = [...this.#lanes.values()]
      .map((lane) => lane.state(now))
      .filter(({ inFlight, reason, rate }) => inFlight > 0 || reason !== undefined || rate !== undefined);
    const named = told.filter(({ kind }) => kind !== 'domain');
    const others = told.filter(({ kind }) => kind === 'domain');
    return others.length > 0 ? [...named, together(others)] : named;
  }

  /** For a process that ends: what it was allotted is for the others. */
  async close(): Promise<void> {
    for (const allotment of this.#allotments.values()) await allotment.returnAll();
  }

  #make(organisation: Organisation): Lane {
    const ramps: Gate[] = [organisation.name, 'total']
      .map((name) => this.#allotments.get(name))
      .filter((allotment) => allotment !== undefined);
    const gates = this.limits.totalRate === undefined ? [] : [this.#total];
    return new Lane(organisation, this.limits.of(organisation.name), {
      gates,
      ramps,
      random: this.outside.random,
    });
  }

  #forgetIdle(now: number): void {
    for (const [name, lane] of this.#lanes) if (lane.isIdle(now)) this.#lanes.delete(name);
  }
}

function together(states: LaneState[]): LaneState {
  const sum = (number: (state: LaneState) => number) =>
    states.reduce((total, state) => total + number(state), 0);
  const slowed = states.find(({ reason }) => reason !== undefined);
  return {
    name: 'other',
    kind: 'domain',
    inFlight: sum(({ inFlight }) => inFlight),
    places: sum(({ places }) => places),
    connections: sum(({ connections }) => connections),
    ...(slowed?.reason !== undefined && { reason: slowed.reason }),
  };
}
