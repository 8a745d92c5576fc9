import type { EntityManager } from 'typeorm';

/** One time that a resident agreed, and the words under which they did. */
export interface Agreement {
  askedAt: Date | null;
  agreedAt: Date;
  /** Of the words. */
  language: string;
  text: string;
  sha256: string;
}

/** A topic that a resident follows or followed, the newest first. */
export interface HistoryEntry {
  topic: string;
  agreements: Agreement[];
  endedAt: Date | null;
  endReason: string | null;
}

interface Row extends Agreement, Omit<HistoryEntry, 'agreements'> {
  id: string;
}

export async function historyOf(manager: EntityManager, residentId: string): Promise<HistoryEntry[]> {
  const rows = await manager.query<Row[]>(
    `SELECT subscriptions.id, subscriptions.topic, asked_at AS "askedAt", agreed_at AS "agreedAt", language, text, sha256,
       ended_at AS "endedAt", end_reason AS "endReason"
     FROM agreements JOIN subscriptions ON subscriptions.id = subscription_id JOIN notices ON sha256 = agreements.notice
     WHERE resident_id = $1 ORDER BY started_at DESC, subscriptions.topic, agreed_at`,
    [residentId],
  );
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { topic, endedAt, endReason } = first;
    return [{ topic, endedAt, endReason, agreements: same }];
  });
}

/** What was asked for at this address and is not answered yet. */
export async function openRequests(
  manager: EntityManager,
  addressHash: Buffer,
  now: Date,
): Promise<{ askedAt: Date; topics: string[] }[]> {
  return manager.query(
    `SELECT asked_at AS "askedAt", ARRAY(SELECT jsonb_array_elements(topics)->>'topic') AS topics FROM requests
     WHERE address_hash = $1 AND state = 'pending' AND token_hash IS NOT NULL AND expires_at > $2 ORDER BY asked_at DESC`,
    [addressHash, now],
  );
}
