import { Injectable } from '@nestjs/common';
import { ResidentErasedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { lockAddress } from '../requests/requests.query.ts';
import { eraseResident } from './erase-resident.query.ts';

@Injectable()
export class ErasuresConsumer {
  /** PROOF-5, LEAVE-6: of the address a keyed hash is left. */
  @Takes(ResidentErasedV1)
  async erased(message: ResidentErasedV1, { manager }: Taken): Promise<void> {
    const addressHash = Buffer.from(message.addressHash, 'base64');
    await lockAddress(manager, addressHash);
    const { residentIds } = message;
    await eraseResident(manager, { addressHash, residentIds, erasedAt: new Date(message.erasedAt) });
  }
}
