import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { ErasureAskedV1, type Manner } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import type { ResidentEntity } from '../residents/resident.entity.ts';
import { withdraw } from '../subscriptions/withdraw.ts';
import { historyOf, openRequests } from './history.query.ts';

/** What a resident may see, and have erased. */
@Injectable()
export class RightsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async history({ id, addressHash }: ResidentEntity) {
    const { manager } = this.dataSource;
    const entries = await historyOf(manager, id);
    return { entries, waiting: await openRequests(manager, addressHash, this.clock.now()) };
  }

  /**
   * Leaves everything at once, which overtakes all else (LEAVE-4), and tells *consent* that they want to be erased: who they were goes
   * here too when it has been erased there (PROOF-5).
   */
  async erase({ id: residentId, address }: ResidentEntity, manner: Manner): Promise<void> {
    const occurredAt = this.clock.now();
    await this.corridor.act(async (act) => {
      await withdraw(act, { residentId, manner, occurredAt }, this.random);
      const erasure = { erasureId: this.random.uuid(), residentId, address };
      act.post(Object.assign(new ErasureAskedV1(), { ...erasure, askedAt: occurredAt.toISOString() }));
    });
  }
}
