import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { ResidentErasedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { forgetAddresses } from '../audience/forget-addresses.query.ts';

@Injectable()
export class ErasuresConsumer {
  constructor(private readonly clock: Clock) {}

  /** PROOF-5: no address of theirs is left. Their standings end by messages of their own, with the entry that says so. */
  @Takes(ResidentErasedV1)
  async erased({ residentIds }: ResidentErasedV1, { manager }: Taken): Promise<void> {
    await forgetAddresses(manager, residentIds, this.clock.now());
  }
}
