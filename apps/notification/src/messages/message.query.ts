import type { EntityManager } from 'typeorm';
import { messageId } from '#libs/mail';
import type { DeliveryFact } from './delivery-fact.ts';
import type { MessageReference } from './message-reference.ts';

const PAGE = 5000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** @returns undefined when the resident was not in the audience, or nothing was decided about them yet. */
export async function deliveryOf(
  manager: EntityManager,
  { dispatchId, residentId }: { dispatchId: string; residentId: string },
): Promise<DeliveryFact | undefined> {
  const [row] = await manager.query<(DeliveryFact & { ledgerIndex: string })[]>(
    `SELECT dispatch.id AS "dispatchId", announcement_id AS "announcementId", topic,
       content_hash AS "contentHash", resident_id AS "residentId", delivery.state AS outcome,
       ledger_index AS "ledgerIndex", handed_at AS "handedAt", message_key AS "messageKey"
     FROM deliveries AS delivery JOIN dispatches AS dispatch ON dispatch.id = delivery.dispatch_id
     WHERE dispatch_id = $1 AND resident_id = $2`,
    [dispatchId, residentId],
  );
  return row && { ...row, ledgerIndex: Number(row.ledgerIndex) };
}

/**
 * A Message-ID is a MAC over dispatch and resident and is stored nowhere, so it is found by making those of each delivery
 * again: a million take a few seconds. The Feedback-ID leads to one dispatch; without it those come first that ran when the mail
 * was written, then the newest.
 */
export async function findMessage(
  manager: EntityManager,
  wanted: MessageReference,
  domain: string,
): Promise<{ dispatchId: string; residentId: string } | undefined> {
  for (const { id, messageKey } of await dispatchesToSearch(manager, wanted)) {
    for await (const residents of residentsOf(manager, id)) {
      const residentId = residents.find(
        (one) => messageId(messageKey, [id, one], domain) === wanted.messageId,
      );
      if (residentId) return { dispatchId: id, residentId };
    }
  }
  return undefined;
}

/** An hour on either side: clocks differ, and a mail may be written a while before it is handed over. */
export async function dispatchesToSearch(
  manager: EntityManager,
  { announcement = '', writtenAt }: Pick<MessageReference, 'announcement' | 'writtenAt'>,
): Promise<{ id: string; messageKey: Buffer }[]> {
  return manager.query(
    `SELECT id, message_key AS "messageKey" FROM dispatches
     WHERE announcement_id::text LIKE '%' || $1
     ORDER BY ($2::timestamptz BETWEEN planned_at - interval '1 hour'
         AND coalesce(finished_at, 'infinity') + interval '1 hour') IS TRUE DESC, planned_at DESC, id`,
    [announcement, writtenAt ?? null],
  );
}

async function* residentsOf(manager: EntityManager, dispatchId: string): AsyncGenerator<string[]> {
  for (let after = BEFORE_ALL; ; ) {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT resident_id AS id FROM deliveries
       WHERE dispatch_id = $1 AND resident_id > $2 ORDER BY resident_id LIMIT $3`,
      [dispatchId, after, PAGE],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}
