import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { Clock } from '#libs/clock';
import type { Manner } from '#libs/contracts';
import { LimitedAskService } from '../limits/limited-ask.service.ts';
import type { Effort } from '../limits/limits.ts';
import { addressInvalid } from '../requests/request-problems.ts';
import { mailedSince } from '../requests/requests.query.ts';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { newestMailed } from './newest-mailed.query.ts';

const HOUR = 3_600_000;

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
   * (ABUSE-2). Topics whose words changed since are left out: they need a new tick (ASK-8). The caller sees the same whatever
   * is known of the address (ABUSE-1).
   * @throws Problem when the address is not sound. @throws TryLater when too much is asked, here or everywhere.
   */
  async resend(email: string, manner: Manner, effort: Effort = 'none'): Promise<void> {
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    const { isCrowded } = await this.asking.admit({ email, manner }, effort);
    const { manager } = this.dataSource;
    const hash = addressHash(parsed.key, this.settings.addressKey[0] ?? '');
    const now = this.clock.now();
    const since = new Date(now.getTime() - this.settings.confirmationWindowHours * HOUR);
    const request = await newestMailed(manager, hash, now);
    if ((await mailedSince(manager, hash, since)) || !request) return;
    const { address, language, frequency } = request;
    const offered = await this.topics.offered(language);
    const topics = request.topics.flatMap(({ topic, notice }) =>
      offered.some((one) => one.slug === topic && one.notice.sha256 === notice) ? [topic] : [],
    );
    if (topics.length > 0)
      await this.asking.send({ email: address, topics, language, frequency, manner, isCrowded });
  }
}
