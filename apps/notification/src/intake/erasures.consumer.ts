import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { ResidentErasedV1, ResidentErasedV2 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { forgetAddresses } from '../audience/forget-addresses.query.ts';
import { forgetReturns } from '../audience/suppression.query.ts';
import { forgetWritten } from '../placing/items.query.ts';

@Injectable()
export class ErasuresConsumer {
  constructor(private readonly clock: Clock) {}

  /** From before spellings were told, and what waits from that time. */
  @Takes(ResidentErasedV1)
  async erasedBefore({ residentIds }: ResidentErasedV1, taken: Taken): Promise<void> {
    await this.#erase({ residentIds, addresses: [] }, taken);
  }

  /** PROOF-5: no address of theirs is left. Their standings end by messages of their own, with the entry that says so. */
  @Takes(ResidentErasedV2)
  async erased(message: ResidentErasedV2, taken: Taken): Promise<void> {
    await this.#erase(message, taken);
  }

  async #erase(
    { residentIds, addresses }: { residentIds: string[]; addresses: string[] },
    { manager }: Taken,
  ): Promise<void> {
    const now = this.clock.now();
    await forgetAddresses(manager, residentIds, now);
    await forgetReturns(manager, residentIds);
    await forgetWritten(manager, addresses, now);
  }
}
