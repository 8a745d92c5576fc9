import { periodOf, type RampPlan } from './ramp.ts';

/** Where processes take what they may send from, and where it is counted: a table. */
export interface Allotments {
  /** @returns how many of `wanted` are left of the period's `most`, and are now this process's: 0 when none is. */
  take(wanted: { lane: string; period: string; wanted: number; most: number }): Promise<number>;
  /** What this process took and did not send. */
  giveBack(unused: { lane: string; period: string; count: number }): Promise<void>;
}

/** A period begins and ends on a quarter of an hour in every time zone, so it needs to be looked at no oftener. */
const QUARTER = 900_000;
/** A hundredth of the period at a time, or up to ten of a small one: a process that dies loses no more than one and a half. */
const PARTS = 100;
const SMALL_PART = 10;
const LARGEST_PART = 2000;
const RETRY = 1000;
const EMPTY_RETRY = 30_000;

/**
 * What one process may send of a ramp plan. It asks ahead and is spent in memory, so looking costs nothing; while the table
 * is away it stands still once it is spent.
 */
export class Allotment {
  #left = 0;
  #period: { name: string; most: number } | undefined;
  #lookAt = Number.NEGATIVE_INFINITY;
  #askAt = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  /** Of the period, once the table had nothing left of it. */
  #endsAt: number | undefined;

  constructor(
    private readonly plan: RampPlan,
    private readonly timeZone: string,
    private readonly allotments: Allotments,
  ) {}

  hasOne(now: number): boolean {
    // A clock that was set back is looked at too.
    if (now >= this.#lookAt || now < this.#lookAt - QUARTER) this.#look(now);
    const period = this.#period;
    if (!period) return true;
    const part = partOf(period.most);
    if (this.#left < part / 2 && !this.#isAsking && now >= this.#askAt) void this.#ask(period, now);
    return this.#left >= 1;
  }

  /** Call after `hasOne` was true. One that is not used after all is lost: it might be of a period that is over. */
  takeOne(): void {
    if (this.#period) this.#left -= 1;
  }

  /** Milliseconds until it is worth looking again: when the table has nothing left, until the next period begins. */
  wait(now: number): number {
    if (this.hasOne(now)) return 0;
    if (this.#endsAt !== undefined) return Math.max(10, this.#endsAt - now);
    return this.#isAsking ? 10 : Math.max(10, Math.min(this.#askAt, this.#lookAt) - now);
  }

  /** For a process that ends: the rest is for the others. */
  async returnAll(): Promise<void> {
    const count = this.#left;
    this.#left = 0;
    if (this.#period && count > 0) {
      await this.allotments.giveBack({ lane: this.plan.lane, period: this.#period.name, count });
    }
  }

  #look(now: number): void {
    this.#lookAt = (Math.floor(now / QUARTER) + 1) * QUARTER;
    const period = periodOf(this.plan, now, this.timeZone);
    if (period?.name === this.#period?.name) return;
    // What is left of yesterday is nobody's.
    this.#period = period;
    this.#left = 0;
    this.#endsAt = undefined;
    this.#askAt = now;
  }

  #endOf(period: string, now: number): number {
    let at = this.#lookAt;
    // An hour has four quarters, a day a hundred and four at most.
    for (
      let quarter = 0;
      quarter < 104 && periodOf(this.plan, at, this.timeZone)?.name === period;
      quarter += 1
    ) {
      at += QUARTER;
    }
    return Math.max(at, now);
  }

  async #ask(period: { name: string; most: number }, now: number): Promise<void> {
    this.#isAsking = true;
    this.#askAt = now + RETRY;
    const { lane } = this.plan;
    const wanted = { lane, period: period.name, wanted: partOf(period.most), most: period.most };
    try {
      const got = await this.allotments.take(wanted);
      if (this.#period?.name !== period.name) return;
      this.#left += got;
      this.#askAt = got === 0 ? now + EMPTY_RETRY : now;
      this.#endsAt = got === 0 ? this.#endOf(period.name, now) : undefined;
    } catch {
      // The table is away: whoever keeps it says so, and it is asked again in a second.
    } finally {
      this.#isAsking = false;
    }
  }
}

function partOf(most: number): number {
  const least = Math.min(SMALL_PART, Math.ceil(most / SMALL_PART));
  return Math.min(Math.max(least, Math.ceil(most / PARTS)), LARGEST_PART);
}
