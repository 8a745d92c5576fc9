import type { EntityManager } from 'typeorm';
import { type PayloadSubscription, readPayload } from '../ledger/consent-payload.ts';

/** A standing with what the event that granted it says of the topic. */
export interface GrantedTopic {
  residentId: string;
  /** Of the event that granted it. */
  ledgerIndex: number;
  expiresAt: Date | null;
  topic: PayloadSubscription;
}

/** Standings whose term is over, the longest first. */
export async function termsOver(manager: EntityManager, now: Date, limit: number): Promise<GrantedTopic[]> {
  const rows = await manager.query<Row[]>(
    `${GRANTED} AND standings.expires_at <= $1 ORDER BY standings.expires_at LIMIT $2`,
    [now, limit],
  );
  return rows.map(asGrantedTopic);
}

/** What these residents follow. */
export async function grantedTo(manager: EntityManager, residentIds: string[]): Promise<GrantedTopic[]> {
  const rows = await manager.query<Row[]>(
    `${GRANTED} AND standings.resident_id = ANY($1::uuid[]) ORDER BY standings.resident_id, standings.topic`,
    [residentIds],
  );
  return rows.map(asGrantedTopic);
}

interface Row {
  residentId: string;
  topic: string;
  version: number;
  ledgerIndex: string;
  expiresAt: Date | null;
  payload: string;
}

const GRANTED = `
  SELECT standings.resident_id AS "residentId", topic, version, ledger_index AS "ledgerIndex",
         expires_at AS "expiresAt", records.payload
  FROM standings JOIN records ON records.leaf_index = standings.ledger_index
  WHERE status = 'granted'`;

function asGrantedTopic({
  residentId,
  topic: slug,
  version,
  ledgerIndex,
  expiresAt,
  payload,
}: Row): GrantedTopic {
  const named = readPayload(payload).topics as readonly PayloadSubscription[];
  const topic = named.find((each) => each.topic === slug);
  if (!topic) throw new Error(`entry ${ledgerIndex} grants a standing about a topic that it does not name`);
  return { residentId, ledgerIndex: Number(ledgerIndex), expiresAt, topic: { ...topic, version } };
}
