import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import type { Manner } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { postPreferences } from '../residents/preferences.query.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.ts';
import { withdraw } from '../subscriptions/withdraw.ts';
import type { Choices } from './manage.form.ts';

/** What a resident follows, and how they want to be written to. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {}

  followed(residentId: string): Promise<SubscriptionEntity[]> {
    return this.subscriptions.findBy({ residentId, state: 'active' });
  }

  /** Changes language, pause and frequencies, and leaves topics, all at once. Doing it again changes nothing more. */
  async change(residentId: string, choices: Choices, manner: Manner): Promise<void> {
    const { language, pausedUntil, frequencies, leaving } = choices;
    await this.corridor.act(async (act) => {
      const { manager } = act;
      await manager.findOne(ResidentEntity, {
        where: { id: residentId },
        lock: { mode: 'pessimistic_write' },
      });
      if (leaving.length > 0) {
        await withdraw(
          act,
          { residentId, topics: leaving, manner, occurredAt: this.clock.now() },
          this.random,
        );
      }
      await manager.update(ResidentEntity, { id: residentId }, { language, pausedUntil });
      for (const [topic, frequency] of Object.entries(frequencies)) {
        await manager.update(SubscriptionEntity, { residentId, topic, state: 'active' }, { frequency });
      }
      await postPreferences(act, residentId);
    });
  }

  /** LEAVE-1: everything, by one button. */
  async leaveEverything(residentId: string, manner: Manner): Promise<void> {
    await this.corridor.act((act) =>
      withdraw(act, { residentId, manner, occurredAt: this.clock.now() }, this.random),
    );
  }
}
