import type { EntityManager } from 'typeorm';
import { parseAddress } from '#libs/addresses';
import { plainArray } from '#libs/database';
import { SALT_BYTES } from '#libs/tlog';
import { insertDetails } from '../details/details.query.ts';
import type { Next } from '../intake/pending.query.ts';
import { storeRuns } from '../search/runs.query.ts';
import { residentOf } from './act-payload.ts';
import { addressOf, type ConsentPayload } from './consent-payload.ts';
import type { LeafKind } from './leaf.ts';
import type { Opening } from './prepared.ts';

/** What opens a leaf's commitment, still in the inbox. */
export interface NewRecord extends Opening {
  index: number;
  kind: LeafKind;
  event: Next;
}

/** Stores what opens the commitments, and where the residents are reached; it leaves the inbox by this. */
export async function insertRecords(manager: EntityManager, records: NewRecord[], at: Date): Promise<void> {
  if (records.length === 0) return;
  await Promise.all([
    moveRecords(manager, records, at),
    insertDetails(manager, records),
    storeRuns(manager, records),
    storeResidents(manager, records),
  ]);
}

/** Payloads go from the inbox to the records inside the database: what they say was read, and need not be sent back. */
async function moveRecords(manager: EntityManager, records: NewRecord[], at: Date): Promise<void> {
  const [row] = await manager.query<{ stored: number }[]>(
    `WITH taken AS (
       DELETE FROM pending WHERE sequence = ANY($1::bigint[]) RETURNING sequence, event_id, occurred_at, content
     ), stored AS (
       INSERT INTO records (leaf_index, event_id, action, resident_id, occurred_at, payload, salt, recorded_at)
       SELECT given.index, event_id, given.action, given.resident_id, occurred_at, content,
              substring($5::bytea FROM (given.number::integer - 1) * $6 + 1 FOR $6), $7::timestamptz
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[])
         WITH ORDINALITY AS given (sequence, index, action, resident_id, number)
       JOIN taken USING (sequence)
       RETURNING 1)
     SELECT count(*)::integer AS stored FROM stored`,
    [
      plainArray(records.map(({ event }) => event.sequence)),
      plainArray(records.map(({ index }) => index)),
      plainArray(records.map(({ payload }) => payload.action)),
      plainArray(records.map(({ payload }) => residentOf(payload) ?? null)),
      Buffer.concat(records.map(({ salt }) => salt)),
      SALT_BYTES,
      at,
    ],
  );
  if (row?.stored !== records.length) throw new Error('an event left the inbox while the ledger was locked');
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
    [plainArray([...addresses.keys()]), [...addresses.values()], [...addresses.values()].map(addressKey)],
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
