import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { Clock } from '#libs/clock';
import type { Manner } from '#libs/contracts';
import { LimitedAskService } from '../limits/limited-ask.service.ts';
import type { Effort } from '../limits/limits.ts';
import type { RequestEntity } from '../requests/request.entity.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { newestMailed } from './newest-mailed.query.ts';

/** Who waits for it, as far as they say. */
interface Waiting {
  email: string;
  /** Of the page that was used. */
  language: string;
  manner: Manner;
}

/** Somebody waits for a confirmation mail that did not come. */
@Injectable()
export class ResendService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly asking: LimitedAskService,
    private readonly topics: TopicsService,
    private readonly clock: Clock,
    private readonly settings: SubscriptionSettings,
  ) {}

  /**
   * Asks once more for what the last mail to this address was about, when that mail's window is over and nobody answered it
   * (ABUSE-2). Topics whose words changed since are left out: they need a new tick (ASK-8). Where there is nothing to send, an attempt
   * is made that goes no further: the caller sees the same, after the same time, whatever is known of the address (ABUSE-1).
   * @throws Problem when the address is not sound. @throws TryLater when too much is asked, here or everywhere.
   */
  async resend(waiting: Waiting, effort: Effort = 'none'): Promise<void> {
    const { email, manner } = waiting;
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    const { isCrowded } = await this.asking.admit({ email, manner }, effort);
    const hash = addressHash(parsed.key, this.settings.addressKey[0] ?? '');
    const request = await newestMailed(this.dataSource.manager, hash, this.clock.now());
    const { language } = request ?? waiting;
    const offered = await this.topics.offered(language);
    const topics = request ? stillTheSame(request, offered) : [];
    const goesNoFurther = isCrowded || topics.length === 0;
    await this.asking.send({
      email: request?.address ?? email,
      language,
      frequency: request?.frequency,
      manner,
      goesNoFurther,
      // An attempt that goes no further is about any topic.
      topics: topics.length > 0 ? topics : offered.slice(0, 1).map(({ slug }) => slug),
    });
  }
}

function stillTheSame({ topics }: RequestEntity, offered: OfferedTopic[]): string[] {
  const known = new Set(offered.map(({ slug, notice }) => `${slug} ${notice.sha256}`));
  return topics.filter(({ topic, notice }) => known.has(`${topic} ${notice}`)).map(({ topic }) => topic);
}
