import type { EntityManager } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import type { Detail } from '../details/detail.ts';
import { insertDetails } from '../details/details.query.ts';
import { type LedgerPayload, residentOf } from './act-payload.ts';
import { addressOf, type ConsentPayload } from './consent-payload.ts';
import type { LeafKind } from './leaf.ts';

export interface NewRecord {
  index: number;
  kind: LeafKind;
  salt: Buffer;
  /** The canonical JSON that the leaf commits to, octet for octet. */
  json: string;
  /** The same as it is read, with its details. */
  payload: LedgerPayload;
  details: readonly Detail[];
}

/** Stores what opens the commitments, and where the residents are reached. */
export async function insertRecords(manager: EntityManager, records: NewRecord[], at: Date): Promise<void> {
  if (records.length === 0) return;
  const stored = manager.query(
    `INSERT INTO records (leaf_index, event_id, action, resident_id, occurred_at, payload, salt, recorded_at)
     SELECT *, $8::timestamptz FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[],
                                           $6::text[], $7::bytea[])`,
    [
      records.map((record) => record.index),
      records.map(({ payload }) => payload.event_id),
      records.map(({ payload }) => payload.action),
      records.map(({ payload }) => residentOf(payload) ?? null),
      records.map(({ payload }) => payload.occurred_at),
      records.map((record) => record.json),
      records.map((record) => record.salt),
      at,
    ],
  );
  await Promise.all([
    stored,
    insertDetails(manager, records),
    storeTopics(manager, records),
    storeResidents(manager, records),
  ]);
}

async function storeTopics(manager: EntityManager, records: NewRecord[]): Promise<void> {
  const rows = records.flatMap(({ index, payload }) =>
    topicsOf(payload).map((topic) => ({ topic, action: payload.action, index })),
  );
  if (rows.length === 0) return;
  await manager.query(
    `INSERT INTO record_topics (topic, action, leaf_index) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
    [rows.map((row) => row.topic), rows.map((row) => row.action), rows.map((row) => row.index)],
  );
}

/** A consent event is about topics; an act may be about one. */
function topicsOf({ topics, topic }: LedgerPayload): string[] {
  if (typeof topic === 'string') return [topic];
  return Array.isArray(topics) ? [...new Set(topics.map((each) => String(each.topic)))] : [];
}

async function storeResidents(manager: EntityManager, records: NewRecord[]): Promise<void> {
  const addresses = new Map<string, string>();
  for (const { payload } of records.filter(isConsentRecord)) {
    const address = addressOf(payload);
    if (address !== undefined) addresses.set(payload.resident_id, address);
  }
  if (addresses.size === 0) return;
  await manager.query(
    `INSERT INTO residents (id, address, address_key)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
     ON CONFLICT (id) DO UPDATE SET address = excluded.address, address_key = excluded.address_key
     WHERE residents.address <> excluded.address`,
    [[...addresses.keys()], [...addresses.values()], [...addresses.values()].map(addressKey)],
  );
}

export function isConsentRecord<R extends NewRecord>(record: R): record is R & { payload: ConsentPayload } {
  return record.kind === 'consent';
}

/** What addresses are compared by. *subscription* has read the address before; what it took is never refused here. */
export function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return 'key' in parsed ? parsed.key : address;
}
