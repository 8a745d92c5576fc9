import type { EntityManager } from 'typeorm';
import type { SubscribedTopic } from '#libs/contracts';

/** The highest version that this (resident, topic) ever had; 0 when there was none. The caller holds the resident's row. */
export async function lastVersion(
  manager: EntityManager,
  residentId: string,
  topic: string,
): Promise<number> {
  const rows = await manager.query<{ version: number | null }[]>(
    'SELECT max(version) AS version FROM subscriptions WHERE resident_id = $1 AND topic = $2',
    [residentId, topic],
  );
  return rows[0]?.version ?? 0;
}

/** Keeps under which words they agreed: the subscription itself names only the newest. */
export async function rememberAgreement(
  manager: EntityManager,
  agreement: SubscribedTopic & { askedAt: Date; agreedAt: Date },
): Promise<void> {
  const { subscriptionId, version, topicVersion, notice, askedAt, agreedAt } = agreement;
  await manager.query(
    `INSERT INTO agreements (subscription_id, version, topic_version, notice, asked_at, agreed_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [subscriptionId, version, topicVersion, notice, askedAt, agreedAt],
  );
}
