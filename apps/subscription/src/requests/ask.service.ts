import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { Clock, Random } from '#libs/clock';
import { type AskedTopic, ConsentAskedV1, type Manner } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type Frequency, USUAL_FREQUENCY } from './frequency.ts';
import { RequestEntity } from './request.entity.ts';
import { addressInvalid, noticeChanged, topicUnknown } from './request-problems.ts';
import { knownResidentId, lockAddress, mailedSince } from './requests.query.ts';
import { newToken, tokenHash } from './token.ts';

export interface Asked {
  email: string;
  topics: string[];
  language: string;
  /** Without it, as it happens. */
  frequency?: Frequency;
  /** SHA-256 of those that were shown; without it, the topics' own of today. */
  notices?: string[];
  manner: Manner;
}

interface ToStore {
  address: string;
  hash: Buffer;
  language: string;
  frequency: Frequency;
  asked: AskedTopic[];
  now: Date;
}

const HOUR = 3_600_000;

/** A resident asks to follow topics. */
@Injectable()
export class AskService {
  constructor(
    private readonly corridor: Corridor,
    private readonly topics: TopicsService,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
  ) {}

  /**
   * Stores the request and tells *consent*. Whatever is known of the address, the caller sees the same (ABUSE-1), and an
   * address gets one confirmation mail a window (ASK-6): a request without a mail can never be confirmed, so it is kept
   * here until it expires and goes no further.
   * @throws Problem when the address or a topic is not sound.
   */
  async ask({ email, topics, language, frequency = USUAL_FREQUENCY, notices, manner }: Asked): Promise<void> {
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    const asked = await this.#askedTopics(topics, language);
    if (notices && asked.some(({ notice }) => !notices.includes(notice))) throw noticeChanged();
    const hash = addressHash(parsed.key, this.settings.addressKey[0] ?? '');
    const now = this.clock.now();
    const token = newToken(this.random);
    await this.corridor.act(async ({ manager, post }) => {
      await lockAddress(manager, hash);
      const mailed = await mailedSince(manager, hash, new Date(now.getTime() - this.#windowMilliseconds));
      const request = await this.#store(manager, {
        address: parsed.address,
        hash,
        language,
        frequency,
        asked,
        now,
      });
      if (mailed) return;
      await manager.update(RequestEntity, { id: request.id }, { tokenHash: tokenHash(token) ?? null });
      const confirmation = { token, expiresAt: request.expiresAt.toISOString() };
      post(
        Object.assign(new ConsentAskedV1(), {
          eventId: this.random.uuid(),
          requestId: request.id,
          residentId: request.residentId,
          address: request.address,
          language,
          topics: asked,
          occurredAt: now.toISOString(),
          manner,
          confirmation,
        }),
      );
    });
  }

  get #windowMilliseconds(): number {
    return this.settings.confirmationWindowHours * HOUR;
  }

  async #askedTopics(slugs: string[], language: string): Promise<AskedTopic[]> {
    const offered = await this.topics.offered(language);
    return [...new Set(slugs)].map((slug) => {
      const topic = offered.find((candidate) => candidate.slug === slug);
      if (!topic) throw topicUnknown();
      return { topic: slug, topicVersion: topic.version, notice: topic.notice.sha256 };
    });
  }

  async #store(
    manager: EntityManager,
    { address, hash, language, frequency, asked, now }: ToStore,
  ): Promise<RequestEntity> {
    return manager.save(
      manager.create(RequestEntity, {
        id: this.random.uuid(),
        residentId: (await knownResidentId(manager, hash)) ?? this.random.uuid(),
        address,
        addressHash: hash,
        language,
        topics: asked,
        frequency,
        tokenHash: null,
        state: 'pending',
        askedAt: now,
        expiresAt: new Date(now.getTime() + this.settings.requestExpiresDays * 24 * HOUR),
      }),
    );
  }
}
