import { Injectable } from '@nestjs/common';
import { parseAddress } from '#libs/addresses';
import { Clock, Random } from '#libs/clock';
import { type AskedTopic, ConsentAskedV1, type Manner } from '#libs/contracts';
import { type Act, Corridor, Gathering } from '#libs/messaging';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { insertRequests, type KnownAddress, knownAddresses, lockAddresses } from './asks.query.ts';
import { type Frequency, USUAL_FREQUENCY } from './frequency.ts';
import type { RequestEntity } from './request.entity.ts';
import { addressInvalid, noticeChanged, topicUnknown } from './request-problems.ts';
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
  /**
   * This attempt goes no further, though it looks and takes as long as any other: the address was tried too often, or there is nothing to
   * send again (ABUSE-1).
   */
  goesNoFurther?: boolean;
  /** Of the caller's own, who knows it beforehand. */
  requestId?: string;
}

/** What was checked and waits for its transaction. */
interface Ask {
  id: string;
  address: string;
  hash: Buffer;
  language: string;
  frequency: Frequency;
  topics: AskedTopic[];
  manner: Manner;
  goesNoFurther: boolean;
  now: Date;
}

const HOUR = 3_600_000;

/** A resident asks to follow topics. */
@Injectable()
export class AskService {
  readonly #asks: Gathering<Ask, { isMailed: boolean }>;

  constructor(
    corridor: Corridor,
    private readonly topics: TopicsService,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
  ) {
    this.#asks = new Gathering(corridor, (act, asks) => this.#store(act, asks));
  }

  /**
   * Stores the request and tells *consent*. Whatever is known of the address, the caller sees the same (ABUSE-1), and an
   * address gets one confirmation mail a window (ASK-6): a request without a mail can never be confirmed, so it is kept
   * here until it expires and goes no further.
   * @returns whether a confirmation goes out; nobody who asks from outside may learn it.
   * @throws Problem when the address or a topic is not sound.
   */
  async ask(wish: Asked): Promise<{ isMailed: boolean }> {
    const { email, topics, language, frequency = USUAL_FREQUENCY, notices, manner, requestId } = wish;
    const { goesNoFurther = false } = wish;
    const parsed = parseAddress(email);
    if ('fault' in parsed) throw addressInvalid();
    const asked = await this.#askedTopics(topics, language);
    if (notices && asked.some(({ notice }) => !notices.includes(notice))) throw noticeChanged();
    return this.#asks.act({
      id: requestId ?? this.random.uuid(),
      address: parsed.address,
      hash: addressHash(parsed.key, this.settings.addressKey[0] ?? ''),
      language,
      frequency,
      topics: asked,
      manner,
      goesNoFurther,
      now: this.clock.now(),
    });
  }

  /** Those who ask at the same moment, in one transaction. */
  async #store({ manager, post, rehearse, meanwhile }: Act, asks: Ask[]): Promise<{ isMailed: boolean }[]> {
    const hashes = asks.map(({ hash }) => hash);
    const since = new Date(this.clock.now().getTime() - this.settings.confirmationWindowHours * HOUR);
    // One trip for both: the server reads what is known when it holds the locks.
    meanwhile(lockAddresses(manager, hashes));
    const known = byAddress(hashes, await knownAddresses(manager, hashes, since));
    const requests = asks.map((ask) => {
      const token = newToken(this.random);
      const of = known.get(ask.hash.toString('hex')) ?? { mailed: false, residentId: null };
      of.residentId ??= this.random.uuid();
      const request = this.#request(ask, of.residentId);
      const told = this.#told(request, ask.manner, token);
      if (of.mailed || ask.goesNoFurther) {
        rehearse(told);
        return request;
      }
      of.mailed = true;
      post(told, this.random.uuid());
      return { ...request, tokenHash: tokenHash(token) ?? null };
    });
    meanwhile(insertRequests(manager, requests));
    return requests.map((request) => ({ isMailed: request.tokenHash !== null }));
  }

  #request(ask: Ask, residentId: string): RequestEntity {
    const { id, address, hash, language, frequency, topics, goesNoFurther, now } = ask;
    const keptHours = goesNoFurther ? 1 : this.settings.requestExpiresDays * 24;
    return {
      id,
      residentId,
      address,
      addressHash: hash,
      language,
      frequency,
      topics,
      tokenHash: null,
      state: 'pending',
      askedAt: now,
      expiresAt: new Date(now.getTime() + keptHours * HOUR),
    };
  }

  #told(request: RequestEntity, manner: Manner, token: string): ConsentAskedV1 {
    const { id: requestId, residentId, address, language, topics, askedAt, expiresAt } = request;
    return Object.assign(new ConsentAskedV1(), {
      ...{ eventId: this.random.uuid(), requestId, residentId, address, language, topics, manner },
      occurredAt: askedAt.toISOString(),
      confirmation: { token, expiresAt: expiresAt.toISOString() },
    });
  }

  async #askedTopics(slugs: string[], language: string): Promise<AskedTopic[]> {
    const offered = await this.topics.offered(language);
    return [...new Set(slugs)].map((slug) => {
      const topic = offered.find((candidate) => candidate.slug === slug);
      if (!topic) throw topicUnknown();
      return { topic: slug, topicVersion: topic.version, notice: topic.notice.sha256 };
    });
  }
}

/** Two requests for one address in the same transaction share what is known: the first gets the mail. */
function byAddress(hashes: Buffer[], known: KnownAddress[]): Map<string, KnownAddress> {
  return new Map(known.map((each, at) => [hashes[at]?.toString('hex') ?? '', each]));
}
