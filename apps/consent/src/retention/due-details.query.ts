import type { EntityManager } from 'typeorm';
import type { DetailKind } from '../details/detail.ts';
import { KEEPS, NOT_HELD } from './due.query.ts';
import { type LeafRange, multirange } from './leaf-ranges.ts';

/**
 * Of entries that were written before a moment. Entries are written in the order of their indexes, and so are details in the table's
 * own key: what is younger is not looked at, and neither is again what a batch before went through.
 */
const WRITTEN_BEFORE = `
  SELECT details.leaf_index, due.resident_id FROM details JOIN records AS due USING (leaf_index)
  WHERE details.kind = $3 AND ${NOT_HELD} AND details.leaf_index > $4
    AND details.leaf_index < coalesce(
      (SELECT size FROM checkpoints WHERE made_at < $1 ORDER BY made_at DESC, size DESC LIMIT 1), 0)
  ORDER BY details.leaf_index LIMIT $2`;

/** Of residents who follow nothing, when the youngest event of theirs is old enough. */
const FOLLOWS_NOTHING = `
  SELECT details.leaf_index, records.resident_id FROM details JOIN records USING (leaf_index)
  JOIN (
    SELECT due.resident_id FROM standings AS due
    WHERE ${NOT_HELD}
      AND NOT EXISTS (SELECT 1 FROM records AS young
                      WHERE young.resident_id = due.resident_id AND young.occurred_at >= $1
                        AND ${KEEPS})
      AND EXISTS (SELECT 1 FROM records AS own JOIN details USING (leaf_index)
                  WHERE own.resident_id = due.resident_id AND details.kind = $3)
    GROUP BY due.resident_id HAVING bool_and(due.status = 'ended') LIMIT $2
  ) AS over USING (resident_id)
  WHERE details.kind = $3 ORDER BY details.leaf_index`;

interface Wanted {
  cutoff: Date;
  /** Of details, or of residents where all of a resident's go together; null is all. */
  limit: number | null;
  /** The last entry whose detail went in the batch before. Addresses go by resident, in no order of entries. */
  after: number;
}

function due(kind: DetailKind, { cutoff, limit, after }: Wanted): { sql: string; values: unknown[] } {
  const values = [cutoff, limit, kind];
  return kind === 'address'
    ? { sql: FOLLOWS_NOTHING, values }
    : { sql: WRITTEN_BEFORE, values: [...values, after] };
}

export interface DueDetails {
  residentIds: string[];
  /** Of the entries whose detail goes, in their order. */
  leaves: number[];
}

export async function findDueDetails(
  manager: EntityManager,
  kind: DetailKind,
  wanted: Wanted,
): Promise<DueDetails> {
  const { sql, values } = due(kind, wanted);
  const rows = await manager.query<{ leaf_index: string; resident_id: string }[]>(sql, values);
  return {
    residentIds: [...new Set(rows.map((row) => row.resident_id))],
    leaves: rows.map((row) => Number(row.leaf_index)),
  };
}

/** How many details are due, without a limit. */
export async function countDueDetails(
  manager: EntityManager,
  kind: DetailKind,
  cutoff: Date,
): Promise<number> {
  const { sql, values } = due(kind, { cutoff, limit: null, after: -1 });
  const [row] = await manager.query<{ count: string }[]>(`SELECT count(*) FROM (${sql}) AS due`, values);
  return Number(row?.count ?? 0);
}

/** Deletes these details; of addresses also where the residents are found by them. */
export async function forgetDetails(
  manager: EntityManager,
  kind: DetailKind,
  { leaves, residentIds }: DueDetails,
): Promise<void> {
  await manager.query('DELETE FROM details WHERE kind = $1 AND leaf_index = ANY($2::bigint[])', [
    kind,
    leaves,
  ]);
  if (kind === 'address')
    await manager.query('DELETE FROM residents WHERE id = ANY($1::uuid[])', [residentIds]);
}

/** Notes for pages what the ledger's entry of that event says for good. */
export async function noteDeletion(
  manager: EntityManager,
  deletion: { eventId: string; kind: DetailKind; ranges: LeafRange[]; rule: object; at: Date },
): Promise<void> {
  const { eventId, kind, ranges, rule, at } = deletion;
  await manager.query(
    'INSERT INTO detail_deletions (event_id, kind, leaves, rule, deleted_at) VALUES ($1, $2, $3, $4, $5)',
    [eventId, kind, multirange(ranges), JSON.stringify(rule), at],
  );
}
