import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { ConsentWithdrewV1, type Manner, type SubscribedTopic } from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { type Act, Corridor } from '#libs/messaging';
import { linkUnknown } from '../requests/request-problems.ts';
import { idsSince } from '../residents/erase-resident.query.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionEntity } from './subscription.entity.ts';

export type LeaveScope = 'topic' | 'everything';

interface Leaving {
  scope: LeaveScope;
  manner: Manner;
  /** When they said it. */
  occurredAt: Date;
}

/** A resident leaves: at once, for good, by the link of any mail they ever got. */
@Injectable()
export class LeaveService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly links: LeaveLinks,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {}

  /**
   * @returns the subscription that the link was made for; null when its resident was erased since: they left too.
   * @throws Problem when the link is not ours.
   */
  async find(token: string): Promise<SubscriptionEntity | null> {
    const id = this.links.read(token);
    if (!id) throw linkUnknown();
    return this.subscriptions.findOneBy({ id });
  }

  /**
   * Ends what the resident follows now, also what they followed again after the link was mailed. Repeating it changes
   * nothing (LEAVE-2).
   */
  async leave(token: string, scope: LeaveScope, manner: Manner): Promise<void> {
    const linked = await this.find(token);
    if (!linked) return;
    await this.corridor.act((act) =>
      this.leaveIn(act, linked, { scope, manner, occurredAt: this.clock.now() }),
    );
  }

  /** The same inside the caller's transaction, e.g. that of a message. */
  async leaveIn(
    act: Pick<Act, 'manager' | 'post'>,
    linked: Pick<SubscriptionEntity, 'residentId' | 'topic'>,
    leaving: Leaving,
  ): Promise<void> {
    for (const residentId of await idsSince(act.manager, linked.residentId)) {
      await this.#leaveAs(act, residentId, { topic: linked.topic, ...leaving });
    }
  }

  async #leaveAs(
    { manager, post }: Pick<Act, 'manager' | 'post'>,
    residentId: string,
    { topic, scope, manner, occurredAt }: Leaving & { topic: string },
  ): Promise<void> {
    await manager.findOne(ResidentEntity, {
      where: { id: residentId },
      lock: { mode: 'pessimistic_write' },
    });
    const where = { residentId, state: 'active' as const, ...(scope === 'topic' && { topic }) };
    const active = await manager.findBy(SubscriptionEntity, where);
    if (active.length === 0) return;
    const now = this.clock.now();
    const topics: SubscribedTopic[] = [];
    for (const subscription of active) topics.push(await this.#end(manager, subscription, now));
    const eventId = this.random.uuid();
    const times = { occurredAt: occurredAt.toISOString() };
    post(Object.assign(new ConsentWithdrewV1(), { eventId, residentId, topics, manner, ...times }));
  }

  async #end(manager: EntityManager, subscription: SubscriptionEntity, now: Date): Promise<SubscribedTopic> {
    const { id, topic, topicVersion, notice } = subscription;
    const version = subscription.version + 1;
    await manager.update(
      SubscriptionEntity,
      { id },
      { state: 'ended', version, endedAt: now, endReason: 'withdrew' },
    );
    return { topic, topicVersion, notice, subscriptionId: id, version };
  }
}
