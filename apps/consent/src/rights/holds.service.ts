import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { type Act, Corridor } from '#libs/messaging';
import type { JsonObject } from '#libs/tlog';
import { lockLedger } from '../ledger/ledger.query.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { addressKey } from '../ledger/records.query.ts';
import { residentsAt } from './erasures.query.ts';
import { insertHolds, liftHolds } from './holds.query.ts';

export interface HoldOrder {
  /** Undefined: everybody. */
  address: string | undefined;
  by: string;
  reason: string;
}

/** Legal holds: while one is set, nothing that it covers is erased, neither on request nor by a retention rule. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** @returns how many were set: one for each id of the address, none when it is not known. */
  async set(order: HoldOrder): Promise<number> {
    return this.corridor.act(async (act) => {
      const residentIds = await this.#covered(act, order);
      const { reason, by } = order;
      const hold = { residentIds, reason, by, at: this.clock.now() };
      const count = await insertHolds(act.manager, hold, () => this.random.uuid());
      if (count > 0) await this.#record(act, 'set-hold', order, residentIds);
      return count;
    });
  }

  /** @returns how many were lifted. */
  async lift(order: HoldOrder): Promise<number> {
    return this.corridor.act(async (act) => {
      const residentIds = await this.#covered(act, order);
      const count = await liftHolds(act.manager, { residentIds, by: order.by, at: this.clock.now() });
      if (count > 0) await this.#record(act, 'lifted-hold', order, residentIds);
      return count;
    });
  }

  /** Under the ledger's lock: an erasure that is on its way ends first, or finds the hold. */
  async #covered({ manager }: Act, { address }: HoldOrder): Promise<string[] | null> {
    await lockLedger(manager);
    return address === undefined ? null : residentsAt(manager, addressKey(address));
  }

  async #record(
    act: Act,
    action: string,
    { by, reason }: HoldOrder,
    residentIds: string[] | null,
  ): Promise<void> {
    const covered = residentIds ?? 'everybody';
    await this.events.record(act, {
      kind: 'staff',
      payload: { action, by, reason, covered, ...aboutOne(residentIds) },
    });
  }
}

function aboutOne(residentIds: string[] | null): JsonObject {
  const [first] = residentIds ?? [];
  return first === undefined ? {} : { resident_id: first };
}
