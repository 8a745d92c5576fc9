import type { EntityManager } from 'typeorm';
import { messageId } from '#libs/mail';
import type { ReturnedMail } from '#libs/returns';

/** A mail of ours that was sent, found again. */
export interface Origin {
  /** Of the dispatch or the letter. */
  mailId: string;
  residentId: string;
}

/**
 * What a return path says was there: undefined when nothing of the kind was handed over to the relay. What was handed over a moment ago
 * has no outcome yet, and can come back already.
 */
export async function originOf(manager: EntityManager, mail: ReturnedMail): Promise<Origin | undefined> {
  const [row] =
    mail.of === 'delivery'
      ? await manager.query<Origin[]>(
          `SELECT dispatch_id AS "mailId", resident_id AS "residentId" FROM dispatches JOIN deliveries ON dispatch_id = id
           WHERE id BETWEEN $1 AND $2 AND resident_id = $3 AND handed_at IS NOT NULL
           UNION ALL SELECT dispatch_id, $3 FROM intents WHERE dispatch_id BETWEEN $1 AND $2 AND $3 = ANY(residents)`,
          [...mail.dispatchBetween, mail.residentId],
        )
      : await manager.query<Origin[]>(
          `SELECT id AS "mailId", resident_id AS "residentId" FROM letters
           WHERE id = $1 AND resident_id IS NOT NULL AND attempts > 0
           UNION ALL SELECT id, resident_id FROM digests WHERE id = $1 AND attempts > 0`,
          [mail.letterId],
        );
  return row;
}

/** The newest dispatches that an answer may be about: people answer within weeks. */
const DISPATCHES = 200;

/**
 * Whether one of these is the Message-ID of a mail that a resident at one of these addresses got. Both are needed: the Message-ID is a
 * MAC that only who got the mail can know, and the address makes the search small.
 */
export async function originOfAnswer(
  manager: EntityManager,
  { addresses, messageIds }: { addresses: string[]; messageIds: string[] },
): Promise<Origin | undefined> {
  if (addresses.length === 0 || messageIds.length === 0) return undefined;
  const residents = await residentsAt(manager, addresses);
  if (residents.length === 0) return undefined;
  return (await letterOf(manager, residents, messageIds)) ?? deliveryOf(manager, residents, messageIds);
}

/** Who is reached at one of these addresses now. */
export async function residentsAt(manager: EntityManager, addresses: string[]): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT DISTINCT resident_id AS id FROM audience WHERE active AND address = ANY($1::text[]) LIMIT 20',
    [addresses],
  );
  return rows.map(({ id }) => id);
}

/** The subscription that a leave link is for, if it is known here. */
export async function residentOf(
  manager: EntityManager,
  subscriptionId: string,
): Promise<{ residentId: string; topic: string } | undefined> {
  const [row] = await manager.query<{ residentId: string; topic: string }[]>(
    'SELECT resident_id AS "residentId", topic FROM audience WHERE subscription_id = $1',
    [subscriptionId],
  );
  return row;
}

/** Any subscription of the resident, to name them by. */
export async function subscriptionOf(
  manager: EntityManager,
  residentId: string,
): Promise<string | undefined> {
  const [row] = await manager.query<{ id: string }[]>(
    'SELECT subscription_id AS id FROM audience WHERE resident_id = $1 ORDER BY active DESC, topic LIMIT 1',
    [residentId],
  );
  return row?.id;
}

async function letterOf(
  manager: EntityManager,
  residents: string[],
  messageIds: string[],
): Promise<Origin | undefined> {
  const [row] = await manager.query<Origin[]>(
    `SELECT id AS "mailId", resident_id AS "residentId" FROM letters
     WHERE resident_id = ANY($1::uuid[]) AND message_id = ANY($2::text[])
     UNION ALL SELECT id, resident_id FROM digests
     WHERE resident_id = ANY($1::uuid[]) AND message_id = ANY($2::text[]) LIMIT 1`,
    [residents, messageIds],
  );
  return row;
}

async function deliveryOf(
  manager: EntityManager,
  residents: string[],
  messageIds: string[],
): Promise<Origin | undefined> {
  const deliveries = await manager.query<(Origin & { messageKey: Buffer })[]>(
    `WITH recent AS (SELECT id, message_key FROM dispatches ORDER BY planned_at DESC LIMIT ${DISPATCHES})
     SELECT recent.id AS "mailId", delivery.resident_id AS "residentId", recent.message_key AS "messageKey"
     FROM recent JOIN deliveries AS delivery ON delivery.dispatch_id = recent.id AND delivery.resident_id = ANY($1::uuid[])
     WHERE delivery.handed_at IS NOT NULL
     UNION ALL
     SELECT recent.id, resident_id, recent.message_key
     FROM recent JOIN intents ON intents.dispatch_id = recent.id CROSS JOIN unnest(residents) AS resident_id
     WHERE resident_id = ANY($1::uuid[])`,
    [residents],
  );
  const found = deliveries.find(({ mailId, residentId, messageKey }) =>
    messageIds.some((given) => given === ownMessageId(given, messageKey, [mailId, residentId])),
  );
  return found && { mailId: found.mailId, residentId: found.residentId };
}

/** At the domain that is given: it is no part of the MAC. */
function ownMessageId(given: string, key: Buffer, parts: string[]): string | undefined {
  const domain = /@([A-Za-z0-9.-]{1,255})>$/.exec(given)?.[1];
  return domain && messageId(key, parts, domain);
}
