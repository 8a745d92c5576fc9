import type { EntityManager } from 'typeorm';
import type { AccessPartAskedV1, HeldTable } from '#libs/contracts';

/** Everything that is held here about a resident, of however many ids and spellings. A double holds every index exactly (2^53). */
export async function heldAbout(
  manager: EntityManager,
  { residentIds, addresses }: AccessPartAskedV1,
): Promise<HeldTable[]> {
  const audience = await manager.query<object[]>(
    `SELECT resident_id, topic, subscription_id, version, ledger_index::float8 AS ledger_entry, active, address, language,
            frequency, paused_until::text, granted_at, ended_at, ended_reason, suppressed_reason
     FROM audience WHERE resident_id = ANY($1::uuid[]) ORDER BY topic, resident_id`,
    [residentIds],
  );
  const preferences = await manager.query<object[]>(
    `SELECT resident_id, version, language, paused_until::text, frequencies
     FROM preferences WHERE resident_id = ANY($1::uuid[]) ORDER BY resident_id`,
    [residentIds],
  );
  // A letter that is decided has forgotten its address: a confirmation can then be traced to nobody any more.
  const letters = await manager.query<object[]>(
    `SELECT id, kind, state, reason, resident_id, address, language, message_id, attempts, created_at, expires_at, decided_at
     FROM letters WHERE resident_id = ANY($1::uuid[])
     UNION SELECT id, kind, state, reason, resident_id, address, language, message_id, attempts, created_at, expires_at, decided_at
     FROM letters WHERE address = ANY($2::text[]) AND state IN ('due', 'leased')
     ORDER BY created_at, id`,
    [residentIds, addresses],
  );
  const digests = await manager.query<object[]>(
    `SELECT id, state, reason, resident_id, address, language, announcements, ledger_indexes::float8[] AS ledger_entries,
            message_id, attempts, created_at, expires_at, decided_at
     FROM digests WHERE resident_id = ANY($1::uuid[]) ORDER BY created_at, id`,
    [residentIds],
  );
  const tables = {
    ...{ audience, preferences, letters, digests, deliveries: await deliveries(manager, residentIds) },
    ...(await returns(manager, residentIds)),
    ...(await written(manager, addresses)),
  };
  return Object.entries(tables).map(([name, rows]) => ({ name, rows: asJson(rows) }));
}

/** Deliveries are kept by dispatch, so each dispatch is asked for its one row: there are hundreds of them, not millions. */
async function deliveries(manager: EntityManager, residentIds: string[]): Promise<object[]> {
  return manager.query<object[]>(
    `SELECT dispatch.id AS dispatch_id, dispatch.topic, dispatch.announcement_id,
            (SELECT jsonb_object_agg(language, subject) FROM announcement_texts
             WHERE announcement_id = dispatch.announcement_id) AS subjects,
            dispatch.planned_at, delivery.*
     FROM unnest($1::uuid[]) AS resident (id) CROSS JOIN dispatches AS dispatch CROSS JOIN LATERAL (
       SELECT resident_id, state AS outcome, reason, ledger_index::float8 AS ledger_entry, attempts, handed_at, due_at, decided_at
       FROM deliveries WHERE dispatch_id = dispatch.id AND resident_id = resident.id) AS delivery
     ORDER BY dispatch.planned_at, dispatch.id`,
    [residentIds],
  );
}

/** What came back of mails to them, and whether the address was given up for it. */
async function returns(manager: EntityManager, residentIds: string[]): Promise<Record<string, object[]>> {
  const bounces = await manager.query<object[]>(
    `SELECT resident_id, mail_id, weight, reason, bounced_at FROM bounces WHERE resident_id = ANY($1::uuid[])
     ORDER BY bounced_at, mail_id`,
    [residentIds],
  );
  const complaints = await manager.query<object[]>(
    `SELECT resident_id, mail_id, complained_at FROM complaints WHERE resident_id = ANY($1::uuid[])
     ORDER BY complained_at, mail_id`,
    [residentIds],
  );
  const suppressions = await manager.query<object[]>(
    `SELECT resident_id, reason, since, ended_at, CASE WHEN ended_by = 'consent' THEN ended_by WHEN ended_by IS NOT NULL THEN 'staff' END AS ended_by
     FROM suppressions WHERE resident_id = ANY($1::uuid[]) ORDER BY since`,
    [residentIds],
  );
  return { bounces, complaints, suppressions };
}

/**
 * Mails that name one of these addresses as who wrote them: those that a person read or has to, and those that nobody has looked into
 * yet. Of such a mail nothing is known but what it says of itself.
 */
async function written(manager: EntityManager, addresses: string[]): Promise<Record<string, object[]>> {
  const keys = [addresses.map((address) => address.toLowerCase())];
  const messages = await manager.query<object[]>(
    `SELECT id, kind, received_at, deadline::text, sender, subject, body, placed_at, placed_as
     FROM mailbox_items WHERE lower(sender) = ANY($1::text[]) ORDER BY received_at, id`,
    keys,
  );
  const arrivals = await manager.query<object[]>(
    `SELECT id, received_at, sender, recipients, encode(octets, 'base64') AS mail_in_base64
     FROM returned_mails WHERE lower(sender) = ANY($1::text[]) ORDER BY received_at, id`,
    keys,
  );
  return { messages, arrivals };
}

/** Times as ISO 8601, as every message has them. */
function asJson(rows: object[]): Record<string, unknown>[] {
  return JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[];
}
