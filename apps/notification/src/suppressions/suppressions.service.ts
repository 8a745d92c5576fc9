import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import { type BounceReason, suppressResident } from '../audience/suppress.query.ts';
import { beginSuppression, lastEnd } from '../audience/suppression.query.ts';
import { bouncesOf, insertBounce, type NewBounce } from './bounces.query.ts';
import { suppressionFor } from './suppression-rule.ts';

/** Addresses that cannot be reached are not mailed. Nobody withdrew anything: the standing stays in the ledger as it is. */
@Injectable()
export class SuppressionsService {
  constructor(private readonly clock: Clock) {}

  /**
   * Counts a bounce, and gives the address up when it was one too many. A repeat counts once.
   * @returns why it is given up, if it is by this one.
   */
  async count(manager: EntityManager, bounce: NewBounce): Promise<BounceReason | undefined> {
    if (!(await insertBounce(manager, bounce))) return undefined;
    const { residentId } = bounce;
    const now = this.clock.now();
    const after = await lastEnd(manager, residentId);
    const reason = suppressionFor(await bouncesOf(manager, residentId), { now, ...(after && { after }) });
    if (!reason || !(await beginSuppression(manager, { residentId, reason, since: now }))) return undefined;
    await suppressResident(manager, { residentId, reason }, now);
    return reason;
  }
}
