import type { EntityManager } from 'typeorm';
import { plainArray } from '#libs/database';
import { SALT_BYTES } from '#libs/tlog';
import type { Detail, DetailKind } from './detail.ts';

/** A detail with the index of its entry. */
export type StoredDetail = Detail & { readonly index: number };

/** Stores what opens the commitments inside payloads: one statement for all of a batch. */
export async function insertDetails(
  manager: EntityManager,
  records: readonly { index: number; details: readonly Detail[] }[],
): Promise<void> {
  const rows = records.flatMap(({ index, details }) => details.map((detail) => ({ index, detail })));
  if (rows.length === 0) return;
  await manager.query(
    `INSERT INTO details (kind, leaf_index, value, salt)
     SELECT kind, index, value, substring($4::bytea FROM (number::integer - 1) * $5 + 1 FOR $5)
     FROM unnest($1::text[], $2::bigint[], $3::text[]) WITH ORDINALITY AS given (kind, index, value, number)`,
    [
      plainArray(rows.map(({ detail }) => detail.kind)),
      plainArray(rows.map(({ index }) => index)),
      rows.map(({ detail }) => detail.value),
      Buffer.concat(rows.map(({ detail }) => detail.salt)),
      SALT_BYTES,
    ],
  );
}

type Row = Detail & { index: string };

const SELECTED = 'SELECT leaf_index AS index, kind, value, salt FROM details WHERE';

/** The details that are there of the entries at these indexes, by index. */
export async function detailsAt(manager: EntityManager, indexes: readonly number[]) {
  if (indexes.length === 0) return new Map<number, StoredDetail[]>();
  return byIndex(await manager.query<Row[]>(`${SELECTED} leaf_index = ANY($1::bigint[])`, [indexes]));
}

/** The same of all entries from one index on and below another. */
export async function detailsBetween(manager: EntityManager, from: number, below: number) {
  return byIndex(
    await manager.query<Row[]>(`${SELECTED} leaf_index >= $1 AND leaf_index < $2`, [from, below]),
  );
}

function byIndex(rows: Row[]): Map<number, StoredDetail[]> {
  return Map.groupBy(
    rows.map((row) => ({ ...row, index: Number(row.index) })),
    ({ index }) => index,
  );
}

/** By which rule, and when, a detail was deleted. */
export interface Deletion {
  deletedAt: Date;
  /** As the ledger's entry names it: its class, and how long that is kept. */
  rule: { class: string; years?: number; days: number };
}

/** A deletion with what it deleted. */
export interface StoredDeletion extends Deletion {
  kind: DetailKind;
  index: number;
}

/** Which of these details, that are not there any more, was deleted by which rule. */
export async function deletionsOf(
  manager: EntityManager,
  gone: readonly { kind: DetailKind; index: number }[],
): Promise<StoredDeletion[]> {
  if (gone.length === 0) return [];
  const rows = await manager.query<(Omit<StoredDeletion, 'index'> & { index: string })[]>(
    `SELECT gone.kind, gone.index, deleted_at AS "deletedAt", rule
     FROM unnest($1::text[], $2::bigint[]) AS gone (kind, index)
     JOIN detail_deletions ON detail_deletions.kind = gone.kind AND leaves @> gone.index`,
    [gone.map(({ kind }) => kind), gone.map(({ index }) => index)],
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}
