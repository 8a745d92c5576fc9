import type { EntityManager } from 'typeorm';
import type { Random } from '#libs/clock';
import type { AskedTopic, SubscribedTopic } from '#libs/contracts';
import type { RequestEntity } from '../requests/request.entity.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionEntity } from './subscription.entity.ts';
import { lastVersion, rememberAgreement } from './subscriptions.query.ts';

interface At {
  now: Date;
  random: Random;
}

/** Turns a confirmed request into subscriptions, inside the caller's transaction. Language and frequency of the newest request hold. */
export async function follow(
  manager: EntityManager,
  request: RequestEntity,
  at: At,
): Promise<{ residentId: string; topics: SubscribedTopic[] }> {
  const resident = await lockResident(manager, request, at);
  await manager.update(ResidentEntity, { id: resident.id }, { language: request.language });
  const topics: SubscribedTopic[] = [];
  for (const asked of request.topics) {
    const followed = await followTopic(manager, { residentId: resident.id, asked, request }, at);
    await rememberAgreement(manager, { ...followed, askedAt: request.askedAt, agreedAt: at.now });
    topics.push(followed);
  }
  return { residentId: resident.id, topics };
}

/** Two requests of one address, confirmed at the same moment, wait here for each other. */
async function lockResident(
  manager: EntityManager,
  request: RequestEntity,
  { now }: At,
): Promise<ResidentEntity> {
  const { residentId: id, address, addressHash, language } = request;
  await manager
    .createQueryBuilder()
    .insert()
    .into(ResidentEntity)
    .values({ id, address, addressHash, language, createdAt: now, pausedUntil: null, preferencesVersion: 0 })
    .orIgnore()
    .execute();
  return manager.findOneOrFail(ResidentEntity, {
    where: { addressHash },
    lock: { mode: 'pessimistic_write' },
  });
}

async function followTopic(
  manager: EntityManager,
  { residentId, asked, request }: { residentId: string; asked: AskedTopic; request: RequestEntity },
  { now, random }: At,
): Promise<SubscribedTopic> {
  const version = (await lastVersion(manager, residentId, asked.topic)) + 1;
  const { topic, topicVersion, notice } = asked;
  const { frequency } = request;
  const active = await manager.findOneBy(SubscriptionEntity, { residentId, topic, state: 'active' });
  const subscriptionId = active?.id ?? random.uuid();
  if (active) {
    // They follow it already: this is newer consent, under the words of today.
    await manager.update(SubscriptionEntity, { id: active.id }, { version, topicVersion, notice, frequency });
  } else {
    const subscription = {
      id: subscriptionId,
      residentId,
      topic,
      topicVersion,
      notice,
      version,
      frequency,
      startedAt: now,
    };
    await manager.insert(SubscriptionEntity, {
      ...subscription,
      state: 'active',
      endedAt: null,
      endReason: null,
    });
  }
  return { ...asked, subscriptionId, version };
}
