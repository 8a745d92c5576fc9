import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Random } from '#libs/clock';
import type { Manner } from '#libs/contracts';
import type { Act } from '#libs/messaging';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.ts';
import { withdraw } from '../subscriptions/withdraw.ts';
import { finishChange, movedBy } from './address-changes.query.ts';

interface Confirmed {
  requestId: string;
  /** At the new address. */
  residentId: string;
  manner: Manner;
  now: Date;
}

/** The second half of a change of address: its request was confirmed by the owner of the new one. */
@Injectable()
export class AddressMoveService {
  constructor(private readonly random: Random) {}

  /** Whether the old mailbox agreed that this request moves a resident, and that is not done. */
  async moves(manager: EntityManager, requestId: string): Promise<boolean> {
    return (await movedBy(manager, requestId)) !== undefined;
  }

  /**
   * In the transaction that confirms: what was chosen goes along, and the old address follows nothing any more. Does nothing for a
   * request that moves nobody.
   */
  async finish(
    act: Pick<Act, 'manager' | 'post'>,
    { requestId, residentId, manner, now }: Confirmed,
  ): Promise<void> {
    const { manager } = act;
    const oldId = await movedBy(manager, requestId);
    if (oldId === undefined) return;
    await finishChange(manager, requestId);
    if (oldId === residentId) return;
    await carryChoices(manager, { oldId, residentId });
    const asMoved = { ...manner, control: 'address-changed' };
    const withdrawal = {
      residentId: oldId,
      manner: asMoved,
      occurredAt: now,
      reason: 'address-changed' as const,
    };
    await withdraw(act, withdrawal, this.random);
  }
}

async function carryChoices(
  manager: EntityManager,
  { oldId, residentId }: { oldId: string; residentId: string },
): Promise<void> {
  const old = await manager.findOneBy(ResidentEntity, { id: oldId });
  if (old) await manager.update(ResidentEntity, { id: residentId }, { pausedUntil: old.pausedUntil });
  for (const { topic, frequency } of await manager.findBy(SubscriptionEntity, {
    residentId: oldId,
    state: 'active',
  })) {
    await manager.update(SubscriptionEntity, { residentId, topic, state: 'active' }, { frequency });
  }
}
