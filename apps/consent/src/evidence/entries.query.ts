import type { EntityManager } from 'typeorm';
import type { LeafKind } from '../ledger/leaf.ts';

/** One entry of the ledger with what opens it, as stored. */
export interface StoredEntry {
  index: number;
  kind: LeafKind;
  entry: Buffer;
  hash: Buffer;
  /** Absent for what the leaf says itself, and for what was erased. */
  payload: string | null;
  salt: Buffer | null;
  recordedAt: Date | null;
  /** Where the resident is reached, for events that do not say so themselves. */
  address: string | null;
}

type Row = Omit<StoredEntry, 'index'> & { index: string };

const COLUMNS = `leaves.index, leaves.kind, leaves.entry, leaves.hash, records.payload, records.salt,
                 records.recorded_at AS "recordedAt", residents.address`;
const TABLES = `leaves LEFT JOIN records ON records.leaf_index = leaves.index
                LEFT JOIN residents ON residents.id = records.resident_id`;

/** The entries after one index, the lowest first, of a ledger of that size. */
export async function entriesAfter(
  manager: EntityManager,
  { after, size, limit }: { after: number; size: number; limit: number },
): Promise<StoredEntry[]> {
  const rows = await manager.query<Row[]>(
    `SELECT ${COLUMNS} FROM ${TABLES}
     WHERE leaves.index > $1 AND leaves.index < $2 ORDER BY leaves.index LIMIT $3`,
    [after, size, limit],
  );
  return rows.map(asEntry);
}

/** The entries at these indexes, the highest first. */
export async function entriesAt(manager: EntityManager, indexes: number[]): Promise<StoredEntry[]> {
  const rows = await manager.query<Row[]>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE leaves.index = ANY($1::bigint[]) ORDER BY leaves.index DESC`,
    [indexes],
  );
  return rows.map(asEntry);
}

export async function entryAt(manager: EntityManager, index: number): Promise<StoredEntry | undefined> {
  const rows = await manager.query<Row[]>(`SELECT ${COLUMNS} FROM ${TABLES} WHERE leaves.index = $1`, [
    index,
  ]);
  return rows.map(asEntry).at(0);
}

/**
 * Where what is known of one address stands, the newest first. Until a resident has confirmed, each request may bring an id
 * of its own, so several ids may be the same address. Each id is asked for by itself: with an OR or a join PostgreSQL reads
 * the whole ledger backwards.
 */
export async function indexesOfResident(
  manager: EntityManager,
  { residentId, before, limit }: { residentId: string; before: number; limit: number },
): Promise<number[]> {
  const rows = await manager.query<{ index: string }[]>(
    `WITH known AS (
       SELECT $1::uuid AS id UNION
       SELECT others.id FROM residents AS asked
       JOIN residents AS others ON others.address_key = asked.address_key WHERE asked.id = $1)
     SELECT leaf_index AS index FROM known CROSS JOIN LATERAL (
       SELECT leaf_index FROM records WHERE resident_id = known.id AND leaf_index < $2
       ORDER BY leaf_index DESC LIMIT $3) AS found
     ORDER BY leaf_index DESC LIMIT $3`,
    [residentId, before, limit],
  );
  return rows.map(({ index }) => Number(index));
}

/** @param key what addresses are compared by. */
export async function findResident(manager: EntityManager, key: string): Promise<string | undefined> {
  const [row] = await manager.query<{ id: string }[]>(
    'SELECT id FROM residents WHERE address_key = $1 ORDER BY id LIMIT 1',
    [key],
  );
  return row?.id;
}

function asEntry(row: Row): StoredEntry {
  return { ...row, index: Number(row.index) };
}
