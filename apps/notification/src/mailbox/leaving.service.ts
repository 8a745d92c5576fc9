import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LeaveAskedV1 } from '#libs/contracts';
import type { Act } from '#libs/messaging';
import { type LeaveReason, suppressResident } from '../audience/suppress.query.ts';
import { residentOf, subscriptionOf } from './origin.query.ts';

interface Asked {
  control: LeaveReason;
  /** When they said it. */
  askedAt: Date;
}

/** Residents who leave by mail: nothing is sent to them from this transaction on, and their withdrawal walks to the ledger. */
@Injectable()
export class LeavingService {
  constructor(private readonly clock: Clock) {}

  /** One topic, as the one-click header does (LEAVE-2). */
  async leaveTopic(
    { manager, post }: Act,
    subscriptionId: string,
    { control, askedAt }: Asked,
  ): Promise<void> {
    const known = await residentOf(manager, subscriptionId);
    if (known) await suppressResident(manager, { ...known, reason: control }, this.clock.now());
    post(asked({ subscriptionId, scope: 'topic', control, askedAt }));
  }

  /** Everything, by the subscription that the header of a mail about several topics names. */
  async leaveAllOf(
    { manager, post }: Act,
    subscriptionId: string,
    { control, askedAt }: Asked,
  ): Promise<void> {
    const known = await residentOf(manager, subscriptionId);
    if (known) {
      const { residentId } = known;
      await suppressResident(manager, { residentId, reason: control }, this.clock.now());
    }
    post(asked({ subscriptionId, scope: 'everything', control, askedAt }));
  }

  /** @returns false when nothing is known here of what they follow. */
  async leaveEverything(
    { manager, post }: Act,
    residentId: string,
    { control, askedAt }: Asked,
  ): Promise<boolean> {
    const subscriptionId = await subscriptionOf(manager, residentId);
    if (subscriptionId === undefined) return false;
    await suppressResident(manager, { residentId, reason: control }, this.clock.now());
    post(asked({ subscriptionId, scope: 'everything', control, askedAt }));
    return true;
  }
}

function asked(facts: Asked & { subscriptionId: string; scope: LeaveAskedV1['scope'] }): LeaveAskedV1 {
  return Object.assign(new LeaveAskedV1(), { ...facts, askedAt: facts.askedAt.toISOString() });
}
