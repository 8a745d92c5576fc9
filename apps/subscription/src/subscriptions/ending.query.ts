import type { EntityManager } from 'typeorm';
import type { SubscribedTopic } from '#libs/contracts';

/** What one resident no longer follows. */
export interface Ending {
  residentId: string;
  /** Null: everything. */
  topic: string | null;
}

export type EndedTopic = SubscribedTopic & { residentId: string };

/**
 * Ends what these residents follow now, many of them at a time. It first takes their rows, in the order of their ids: whoever follows
 * something at the same moment waits, or is waited for, and two such transactions never wait for each other.
 * @returns what was ended; nothing of what they did not follow.
 */
export async function endSubscriptions(
  manager: EntityManager,
  endings: readonly Ending[],
  { endedAt, reason }: { endedAt: Date; reason: string },
): Promise<EndedTopic[]> {
  const residents = endings.map(({ residentId }) => residentId);
  await manager.query('SELECT FROM residents WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [residents]);
  const [ended] = await manager.query<[EndedTopic[], number]>(
    `UPDATE subscriptions SET state = 'ended', version = version + 1, ended_at = $3, end_reason = $4
     FROM unnest($1::uuid[], $2::text[]) AS ending (resident, topic)
     WHERE resident_id = ending.resident AND subscriptions.topic = coalesce(ending.topic, subscriptions.topic)
       AND state = 'active'
     RETURNING resident_id AS "residentId", subscriptions.topic, topic_version AS "topicVersion", notice,
       id AS "subscriptionId", version`,
    [residents, endings.map(({ topic }) => topic), endedAt, reason],
  );
  return ended;
}

/**
 * Who the residents behind subscriptions are now: those of the subscription, and, when they were erased and came back, the new ones.
 * Nobody is behind a subscription that is not known.
 */
export async function residentsBehind(
  manager: EntityManager,
  subscriptionIds: readonly string[],
): Promise<{ subscriptionId: string; residentId: string; topic: string }[]> {
  return manager.query(
    `SELECT id AS "subscriptionId", resident_id AS "residentId", topic FROM subscriptions WHERE id = ANY($1::uuid[])
     UNION SELECT subscriptions.id, residents.id, topic FROM subscriptions
     JOIN erased_addresses AS erased ON erased.resident_id = subscriptions.resident_id
     JOIN residents ON residents.address_hash = erased.address_hash
     WHERE subscriptions.id = ANY($1::uuid[])`,
    [subscriptionIds],
  );
}
