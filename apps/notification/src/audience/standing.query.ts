import type { EntityManager } from 'typeorm';

export interface StandingSubscription {
  topic: string;
  subscriptionId: string;
  address: string;
}

/** The subscriptions about which we may write to this resident at this moment. */
export async function findStandings(
  manager: EntityManager,
  residentId: string,
): Promise<StandingSubscription[]> {
  return manager.query<StandingSubscription[]>(
    `SELECT topic, subscription_id AS "subscriptionId", address FROM audience
     WHERE resident_id = $1 AND active AND suppressed_reason IS NULL ORDER BY topic`,
    [residentId],
  );
}
