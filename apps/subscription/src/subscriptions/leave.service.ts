import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { ConsentWithdrewV1, type Manner } from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { type Act, Corridor, Gathering } from '#libs/messaging';
import { linkUnknown } from '../requests/request-problems.ts';
import { SubscriptionSettings } from '../settings.ts';
import { endSubscriptions, residentsBehind } from './ending.query.ts';
import { askForReceipts, type Left } from './left-receipts.ts';
import { SubscriptionEntity } from './subscription.entity.ts';

export type LeaveScope = 'topic' | 'everything';

export interface Leaving {
  /** By which they leave: the one that a link was made for. */
  subscriptionId: string;
  scope: LeaveScope;
  manner: Manner;
  /** When they said it. */
  occurredAt: Date;
}

/** A resident leaves: at once, for good, by the link of any mail they ever got. */
@Injectable()
export class LeaveService {
  readonly #leavings: Gathering<Leaving, undefined>;
  readonly #links: LeaveLinks;

  constructor(
    corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {
    this.#links = new LeaveLinks(settings.linkKeys);
    this.#leavings = new Gathering(corridor, async ({ manager, post }, leavings) => {
      await this.leaveIn({ manager, post: (told) => post(told, this.random.uuid()) }, leavings);
      return leavings.map(() => undefined);
    });
  }

  /**
   * @returns the subscription that the link was made for; null when its resident was erased since: they left too.
   * @throws Problem when the link is not ours.
   */
  async find(token: string): Promise<SubscriptionEntity | null> {
    return this.subscriptions.findOneBy({ id: this.#read(token) });
  }

  /**
   * Ends what the resident follows now, also what they followed again after the link was mailed. Repeating it changes
   * nothing (LEAVE-2).
   */
  async leave(token: string, scope: LeaveScope, manner: Manner): Promise<void> {
    const subscriptionId = this.#read(token);
    await this.#leavings.act({ subscriptionId, scope, manner, occurredAt: this.clock.now() });
  }

  /** The same inside the caller's transaction, e.g. that of a message; those who leave at the same moment, together. */
  async leaveIn({ manager, post }: Pick<Act, 'manager' | 'post'>, leavings: Leaving[]): Promise<void> {
    const ids = leavings.map(({ subscriptionId }) => subscriptionId);
    const behind = Map.groupBy(await residentsBehind(manager, ids), (each) => each.subscriptionId);
    const endings = leavings.flatMap(({ subscriptionId, scope, manner, occurredAt }) =>
      (behind.get(subscriptionId) ?? []).map(({ residentId, topic }) => {
        return { residentId, topic: scope === 'topic' ? topic : null, manner, occurredAt };
      }),
    );
    const end = { endedAt: this.clock.now(), reason: 'withdrew' };
    const ended = Map.groupBy(await endSubscriptions(manager, endings, end), (each) => each.residentId);
    const left: Left[] = [];
    for (const [residentId, topics] of ended) {
      const said = endings.find((ending) => ending.residentId === residentId);
      const event = { eventId: this.random.uuid(), residentId, manner: said?.manner };
      const told = topics.map(({ residentId: _, ...topic }) => topic);
      const occurredAt = said?.occurredAt.toISOString();
      post(Object.assign(new ConsentWithdrewV1(), { ...event, topics: told, occurredAt }));
      if (said) left.push({ residentId, topics: told, manner: said.manner });
    }
    if (this.settings.leftReceipts === 'off') return;
    await askForReceipts({ manager, post }, left, { now: end.endedAt, random: this.random });
  }

  #read(token: string): string {
    const id = this.#links.read(token);
    if (!id) throw linkUnknown();
    return id;
  }
}
