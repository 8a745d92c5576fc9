import { domainToASCII } from 'node:url';
import type { Lane, Lanes } from '#libs/lanes';
import type { LaneKeeper } from '../lanes/lane-keeper.ts';

/** Of one process that sends, as long as it sends. */
export interface OpenLanes {
  lanes: Lanes;
  keeper: Pick<LaneKeeper, 'start' | 'stop'>;
}

/** Without a digest for so long, the share of the lanes is for dispatches again. */
const IDLE_MILLISECONDS = 10_000;

/**
 * Digests go by the same lanes as dispatches, and so keep within the same limits and ramp plans (SEND-9). This process has a share of
 * them only while there are digests to send.
 */
export class DigestLanes {
  #open: OpenLanes | undefined;
  #usedAt = 0;

  constructor(
    private readonly make: () => OpenLanes,
    /** In milliseconds, as lanes are told. */
    private readonly now: () => number,
  ) {}

  /** @returns the lane, in which a place is taken: give it back with `saw` or `leave`. Or the milliseconds until its turn. */
  enter(address: string): Lane | number {
    const now = this.now();
    this.#usedAt = now;
    const { lanes } = this.#opened();
    const lane = lanes.of(domainToASCII(address.slice(address.lastIndexOf('@') + 1)), now);
    return lane.mayGo(now) ? lane : lane.putOff(now);
  }

  async closeIdle(): Promise<void> {
    if (this.now() - this.#usedAt > IDLE_MILLISECONDS) await this.close();
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.keeper.stop();
  }

  #opened(): OpenLanes {
    if (this.#open) return this.#open;
    this.#open = this.make();
    this.#open.keeper.start();
    return this.#open;
  }
}
