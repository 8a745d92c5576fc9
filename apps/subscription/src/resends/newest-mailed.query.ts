import { type EntityManager, IsNull, MoreThan, Not } from 'typeorm';
import { RequestEntity } from '../requests/request.entity.ts';

/**
 * The newest request of an address that waits for an answer and whose mail went out. One without a mail is not in the ledger, so
 * nothing proves how it was asked.
 */
export async function newestMailed(
  manager: EntityManager,
  addressHash: Buffer,
  now: Date,
): Promise<RequestEntity | null> {
  return manager.findOne(RequestEntity, {
    where: { addressHash, state: 'pending', tokenHash: Not(IsNull()), expiresAt: MoreThan(now) },
    order: { askedAt: 'DESC' },
  });
}
