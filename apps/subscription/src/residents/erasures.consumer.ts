import { Injectable } from '@nestjs/common';
import { ResidentErasedV1, ResidentErasedV2 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { lockAddress } from '../requests/requests.query.ts';
import { eraseResident } from './erase-resident.query.ts';

@Injectable()
export class ErasuresConsumer {
  /** From before spellings were told, and what waits from that time: nothing here is kept under one. */
  @Takes(ResidentErasedV1)
  async erasedBefore(message: ResidentErasedV1, taken: Taken): Promise<void> {
    await this.erased(message, taken);
  }

  /** PROOF-5, LEAVE-6: of the address a keyed hash is left. */
  @Takes(ResidentErasedV2)
  async erased(message: ResidentErasedV1 | ResidentErasedV2, { manager }: Taken): Promise<void> {
    const addressHash = Buffer.from(message.addressHash, 'base64');
    await lockAddress(manager, addressHash);
    const { residentIds } = message;
    await eraseResident(manager, { addressHash, residentIds, erasedAt: new Date(message.erasedAt) });
  }
}
