import type { EntityManager } from 'typeorm';
import { plainArray } from '#libs/database';
import { openDetails, readDetails } from '../details/detail.ts';
import { residentOf } from '../ledger/act-payload.ts';
import { addressOf, readPayload } from '../ledger/consent-payload.ts';
import type { Prepared } from '../ledger/prepared.ts';
import { addressKey } from '../ledger/records.query.ts';
import type { ErasureEntry } from './erasure-journal.ts';

/** Every id that the address has: until a resident has confirmed, each request may bring one of its own. */
export async function residentsAt(manager: EntityManager, key: string): Promise<string[]> {
  const known = await manager.query<{ id: string }[]>('SELECT id FROM residents WHERE address_key = $1', [
    key,
  ]);
  const waiting = await manager.query<{ content: string; details: string | null }[]>(
    `SELECT content, details FROM pending
     WHERE kind = 'consent' AND position(lower($1) IN lower(concat(content, details))) > 0`,
    [key],
  );
  const coming = waiting
    .map(({ content, details }) => openDetails(readPayload(content), readDetails(details)))
    .filter((payload) => addressKey(addressOf(payload) ?? '') === key);
  return [...new Set([...known.map(({ id }) => id), ...coming.map((payload) => payload.resident_id)])].sort();
}

/** Whether this database already carried it out, and nothing of it came back. */
export async function isDone(manager: EntityManager, entry: ErasureEntry): Promise<boolean> {
  const [row] = await manager.query<{ done: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM erasures WHERE id = $1)
            AND NOT EXISTS (SELECT 1 FROM residents WHERE id = ANY($2::uuid[]))
            AND NOT EXISTS (SELECT 1 FROM records JOIN leaves ON leaves.index = leaf_index
                            WHERE resident_id = ANY($2::uuid[]) AND kind = 'consent' AND action <> 'erased') AS done`,
    [entry.erasure_id, entry.resident_ids],
  );
  return row?.done ?? false;
}

export async function noteErasure(manager: EntityManager, entry: ErasureEntry): Promise<void> {
  await manager.query('INSERT INTO erasures (id, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    entry.erasure_id,
    entry.erased_at,
  ]);
  await manager.query(
    `INSERT INTO erased_residents (resident_id, erasure_id) SELECT id, $1 FROM unnest($2::uuid[]) AS id
     ON CONFLICT DO NOTHING`,
    [entry.erasure_id, entry.resident_ids],
  );
}

/**
 * Deletes what says who they were and what they did. What is left is that they were erased, and what staff did about them.
 * @returns the indexes of the leaves that nothing opens any more.
 */
export async function deleteRecords(
  manager: EntityManager,
  residentIds: readonly string[],
): Promise<number[]> {
  const [rows] = await manager.query<[{ index: string }[], number]>(
    `DELETE FROM records USING leaves
     WHERE leaves.index = records.leaf_index AND leaves.kind = 'consent' AND records.action <> 'erased'
       AND records.resident_id = ANY($1::uuid[])
     RETURNING leaf_index AS index`,
    [residentIds],
  );
  await manager.query('DELETE FROM residents WHERE id = ANY($1::uuid[])', [residentIds]);
  return rows.map(({ index }) => Number(index)).sort((a, b) => a - b);
}

/** The erasures that this database knows. */
export async function knownErasures(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>('SELECT id FROM erasures');
  return rows.map(({ id }) => id);
}

/** Leaves out events of residents who were erased while their events were on their way. */
export async function withoutErased(manager: EntityManager, prepared: Prepared[]): Promise<Prepared[]> {
  const about = new Map(prepared.map((each) => [each, residentIn(each)]));
  const residents = new Set([...about.values()].filter((id) => id !== undefined));
  if (residents.size === 0) return prepared;
  const rows = await manager.query<{ id: string }[]>(
    'SELECT resident_id AS id FROM erased_residents WHERE resident_id = ANY($1::uuid[])',
    [plainArray([...residents])],
  );
  if (rows.length === 0) return prepared;
  const erased = new Set(rows.map(({ id }) => id));
  return prepared.filter((each) => !erased.has(about.get(each) ?? ''));
}

/** Undefined for what is about no resident, and for the event that tells of the erasure itself. */
function residentIn({ event, opening }: Prepared): string | undefined {
  if (event.kind !== 'consent' || opening?.payload.action === 'erased') return undefined;
  return opening && residentOf(opening.payload);
}
