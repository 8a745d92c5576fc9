import type { EntityManager } from 'typeorm';

/** A class of whole records. */
export type RecordClass = 'unconfirmed' | 'ended';

export interface Due {
  residentIds: string[];
  /** Of the records that go, in their order. */
  leaves: number[];
}

/** Of a row `due`, with the resident that it is about. */
export const NOT_HELD = `NOT EXISTS (
  SELECT 1 FROM holds WHERE lifted_at IS NULL AND (holds.resident_id IS NULL OR holds.resident_id = due.resident_id))`;

/**
 * Of a row `young` that is recent. Who asks what is held about an address may be anybody, and a receipt may be taken for ever by
 * its link: neither keeps a resident's records or their address any longer.
 */
export const KEEPS = "young.action NOT IN ('asked-for-access', 'took-access', 'took-receipt')";

/** Requests that led to nothing: asked for, and neither confirmed nor any other consent with the same request. */
const UNCONFIRMED = `
  SELECT due.leaf_index, due.resident_id FROM records AS due
  WHERE due.action IN ('asked', 'declined') AND due.occurred_at < $1 AND ${NOT_HELD}
    AND NOT EXISTS (
      SELECT 1 FROM records AS confirmed
      WHERE confirmed.resident_id = due.resident_id AND confirmed.action = 'confirmed'
        AND confirmed.payload::jsonb ->> 'request_id' = due.payload::jsonb ->> 'request_id')
  ORDER BY due.leaf_index LIMIT $2`;

/** All consent events of residents who follow nothing, when the youngest of them is old enough. */
const ENDED = `
  SELECT records.leaf_index, records.resident_id FROM records
  JOIN leaves ON leaves.index = records.leaf_index AND leaves.kind = 'consent'
  JOIN (
    SELECT due.resident_id FROM standings AS due
    WHERE ${NOT_HELD}
      AND NOT EXISTS (SELECT 1 FROM records AS young
                      WHERE young.resident_id = due.resident_id AND young.occurred_at >= $1
                        AND ${KEEPS})
    GROUP BY due.resident_id HAVING bool_and(due.status = 'ended') LIMIT $2
  ) AS over USING (resident_id)
  ORDER BY records.leaf_index`;

/** @param limit of records, or of residents where all of a resident's go together. */
export async function findDue(
  manager: EntityManager,
  name: RecordClass,
  { cutoff, limit }: { cutoff: Date; limit: number },
): Promise<Due> {
  const sql = name === 'unconfirmed' ? UNCONFIRMED : ENDED;
  const rows = await manager.query<{ leaf_index: string; resident_id: string }[]>(sql, [cutoff, limit]);
  return {
    residentIds: [...new Set(rows.map((row) => row.resident_id))],
    leaves: rows.map((row) => Number(row.leaf_index)),
  };
}

/** How many records are due, without a limit. */
export async function countDue(manager: EntityManager, name: RecordClass, cutoff: Date): Promise<number> {
  const sql = name === 'unconfirmed' ? UNCONFIRMED : ENDED;
  const [row] = await manager.query<{ count: string }[]>(`SELECT count(*) FROM (${sql}) AS due`, [
    cutoff,
    null,
  ]);
  return Number(row?.count ?? 0);
}

/** Deletes what opens these leaves, their details with it, and where residents are reached of whom nothing else is left. */
export async function forget(manager: EntityManager, { leaves, residentIds }: Due): Promise<void> {
  await manager.query('DELETE FROM records WHERE leaf_index = ANY($1::bigint[])', [leaves]);
  const gone = `SELECT id FROM unnest($1::uuid[]) AS id
                WHERE NOT EXISTS (SELECT 1 FROM records JOIN leaves ON leaves.index = records.leaf_index
                                  WHERE records.resident_id = id AND leaves.kind = 'consent')`;
  await manager.query(`DELETE FROM residents WHERE residents.id IN (${gone})`, [residentIds]);
  // A standing follows from the records: where they are gone, there is none.
  await manager.query(`DELETE FROM standings WHERE standings.resident_id IN (${gone})`, [residentIds]);
}
