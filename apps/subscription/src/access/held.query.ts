import type { EntityManager } from 'typeorm';
import type { AskedTopic, HeldTable } from '#libs/contracts';

export interface Held {
  /** Under which the address is known here. */
  residentIds: string[];
  held: HeldTable[];
}

/**
 * Everything that is held here about an address. Of a resident who was erased nothing is found: the keyed hash that is left of
 * them is there to keep them from being brought back, and for nothing else (LEAVE-6).
 */
export async function heldAbout(manager: EntityManager, addressHash: Buffer): Promise<Held> {
  const residents = await manager.query<{ id: string }[]>(
    `SELECT id, address, language, paused_until::text, created_at AS known_since, preferences_version AS version,
       encode(address_hash, 'base64') AS keyed_hash
     FROM residents WHERE address_hash = $1`,
    [addressHash],
  );
  const requests = await manager.query<Request[]>(
    `SELECT id, resident_id, address, language, topics, replace(frequency, '-', '_') AS frequency, state,
       token_hash IS NOT NULL AS mail_was_sent, asked_at, expires_at
     FROM requests WHERE address_hash = $1 ORDER BY asked_at`,
    [addressHash],
  );
  const visits = await manager.query<Record<string, unknown>[]>(
    `SELECT request_id, touched_at AS visited_at FROM touches JOIN requests ON requests.id = request_id
     WHERE address_hash = $1 ORDER BY touched_at`,
    [addressHash],
  );
  const residentIds = [
    ...new Set([...residents.map(({ id }) => id), ...requests.map((request) => request.resident_id)]),
  ];
  const subscriptions = await manager.query<Record<string, unknown>[]>(
    `SELECT id, topic, topic_version, notice, state, version,
       replace(frequency, '-', '_') AS frequency, started_at, ended_at, end_reason
     FROM subscriptions WHERE resident_id = ANY($1::uuid[]) ORDER BY started_at, topic`,
    [residentIds],
  );
  const agreements = await manager.query<Record<string, unknown>[]>(
    `SELECT subscription_id, topic, agreements.topic_version, agreements.notice, asked_at, agreed_at AS occurred_at
     FROM agreements JOIN subscriptions ON subscriptions.id = subscription_id
     WHERE resident_id = ANY($1::uuid[]) ORDER BY agreed_at, topic`,
    [residentIds],
  );
  const moves = await manager.query<Record<string, unknown>[]>(
    `SELECT id, new_address AS address, state, asked_at, expires_at, request_id FROM address_changes
     WHERE resident_id = ANY($1::uuid[]) OR new_address_hash = $2 ORDER BY asked_at`,
    [residentIds, addressHash],
  );
  const tables = {
    residents,
    requests: requests.map(inOneStyle),
    visits,
    subscriptions,
    agreements,
    moves,
  };
  return { residentIds, held: Object.entries(tables).map(([name, rows]) => ({ name, rows: asJson(rows) })) };
}

interface Request {
  resident_id: string;
  topics: AskedTopic[];
}

/** Names as everywhere in what a resident gets. */
function inOneStyle({ topics, ...request }: Request): object {
  const named = topics.map(({ topic, topicVersion, notice }) => ({
    topic,
    topic_version: topicVersion,
    notice,
  }));
  return { ...request, topics: named };
}

/** Times as ISO 8601, as every message has them. */
function asJson(rows: object[]): Record<string, unknown>[] {
  return JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[];
}
