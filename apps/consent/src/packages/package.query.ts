import type { EntityManager } from 'typeorm';
import { HASH_BYTES, type HashTile, narrowTile, tileWidth } from '#libs/tlog';
import type { Detail } from '../details/detail.ts';
import { detailsBetween } from '../details/details.query.ts';
import type { LeafKind } from '../ledger/leaf.ts';
import { addressKey } from '../ledger/records.query.ts';

/**
 * Entries and records per read, whole bundles: large enough to be fast, and small enough that most of a page is garbage before
 * V8 moves it to where it stays for long.
 */
const ROWS = 512;
const TILES = 64;

export interface LeafRow {
  index: number;
  kind: LeafKind;
  entry: Buffer;
  payload: string | null;
  salt: Buffer | null;
  details: readonly Detail[];
}

/** @returns the checkpoint as it was signed at that size, or the newest. */
export async function signedCheckpoint(
  manager: EntityManager,
  size?: number,
): Promise<{ size: number; note: string } | undefined> {
  const [row] = await manager.query<{ size: string; note: string }[]>(
    'SELECT size, note FROM signed_checkpoints WHERE $1::bigint IS NULL OR size = $1 ORDER BY size DESC LIMIT 1',
    [size ?? null],
  );
  return row && { size: Number(row.size), note: row.note };
}

/** Whether something was erased whose entry no checkpoint of that size has yet. */
export async function erasureIsOnItsWay(manager: EntityManager, size: number): Promise<boolean> {
  const [row] = await manager.query<{ waits: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM pending WHERE kind = 'erase')
         OR EXISTS (SELECT 1 FROM leaves WHERE kind = 'erase' AND index >= $1) AS waits`,
    [size],
  );
  return row?.waits === true;
}

/** Whether something that a ledger of that size showed was deleted since, and a signed entry beyond it says so. */
export async function wasErasedSince(manager: EntityManager, size: number): Promise<boolean> {
  const [row] = await manager.query<{ gone: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM leaves WHERE kind = 'erase' AND index >= $1
                    AND index < (SELECT max(size) FROM signed_checkpoints)) AS gone`,
    [size],
  );
  return row?.gone === true;
}

/**
 * Of smaller sizes the last checkpoint of each day in UTC, since one a day is enough to hold a log to its word, and the newest
 * that each witness cosigned; with their cosignatures. Only those count that came in before the ledger had that size: one that
 * comes later changes nothing of it.
 */
export async function earlierCheckpoints(
  manager: EntityManager,
  size: number,
): Promise<{ size: number; note: string }[]> {
  const rows = await manager.query<{ size: string; note: string }[]>(
    `WITH known AS (SELECT * FROM cosignatures WHERE known_from <= $1)
     SELECT size, note || coalesce(
       (SELECT string_agg(line, '' ORDER BY witness) FROM known WHERE known.size = signed.size), '') AS note
     FROM signed_checkpoints AS signed WHERE size IN (
       SELECT max(size) FROM signed_checkpoints WHERE size < $1 GROUP BY (signed_at AT TIME ZONE 'UTC')::date
       UNION SELECT max(size) FROM known GROUP BY witness)
     ORDER BY size`,
    [size],
  );
  return rows.map((row) => ({ size: Number(row.size), note: row.note }));
}

/** The entries alone, in pages that are whole bundles. */
export async function* readEntries(manager: EntityManager, size: number): AsyncGenerator<Buffer[]> {
  for (let from = 0; from < size; from += ROWS) {
    const rows = await manager.query<{ entry: Buffer }[]>(
      'SELECT entry FROM leaves WHERE index >= $1 AND index < $2 ORDER BY index',
      [from, Math.min(size, from + ROWS)],
    );
    yield rows.map(({ entry }) => entry);
  }
}

/** Entries with what opens them, and the details beside them. */
export async function* readLeaves(manager: EntityManager, size: number): AsyncGenerator<LeafRow[]> {
  for (let from = 0; from < size; from += ROWS) {
    const below = Math.min(size, from + ROWS);
    const rows = await manager.query<(Omit<LeafRow, 'details'> & { index: string })[]>(
      `SELECT leaves.index, leaves.kind, leaves.entry, records.payload, records.salt
       FROM leaves LEFT JOIN records ON records.leaf_index = leaves.index
       WHERE leaves.index >= $1 AND leaves.index < $2 ORDER BY leaves.index`,
      [from, below],
    );
    const details = await detailsBetween(manager, from, below);
    yield rows.map((row) => {
      const index = Number(row.index);
      return { ...row, index, details: details.get(index) ?? [] };
    });
  }
}

/** The tiles as wide as they were at that size; those that came later are left out. */
export async function* readTiles(manager: EntityManager, size: number): AsyncGenerator<HashTile> {
  let after = { level: 0, index: -1 };
  for (;;) {
    const rows = await manager.query<{ level: number; index: string; hashes: Buffer }[]>(
      `SELECT level, index, hashes FROM tiles WHERE (level, index) > ($1::smallint, $2::bigint)
       ORDER BY level, index LIMIT $3`,
      [after.level, after.index, TILES],
    );
    for (const row of rows) {
      after = { level: row.level, index: Number(row.index) };
      const width = tileWidth(size, after.level, after.index);
      if (width === 0) continue;
      yield {
        ...after,
        width,
        hashes: Buffer.from(narrowTile(row.hashes, width).subarray(0, width * HASH_BYTES)),
      };
    }
    if (rows.length < TILES) return;
  }
}

/** The words of every notice that has an entry below that size. */
export async function readNotices(
  manager: EntityManager,
  size: number,
): Promise<{ sha256: string; text: string }[]> {
  return manager.query(
    `SELECT sha256, text FROM notices WHERE sha256 IN (
       SELECT convert_from(entry, 'UTF8')::jsonb ->> 'sha256' FROM leaves WHERE kind = 'notice' AND index < $1)
     ORDER BY sha256`,
    [size],
  );
}

export async function findDispatch(
  manager: EntityManager,
  dispatchId: string,
): Promise<{ index: number; topic: string } | undefined> {
  const [row] = await manager.query<{ index: string; topic: string }[]>(
    `SELECT leaf_index AS index, payload::jsonb ->> 'topic' AS topic
     FROM records JOIN leaves ON leaves.index = leaf_index
     WHERE leaves.kind = 'send' AND action = 'finished-dispatch' AND payload::jsonb ->> 'dispatch_id' = $1
     ORDER BY leaf_index LIMIT 1`,
    [dispatchId],
  );
  return row && { index: Number(row.index), topic: row.topic };
}

/** All ids that one address has had. */
export async function residentIdsOf(manager: EntityManager, address: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT id FROM residents WHERE address_key = $1 ORDER BY id',
    [addressKey(address)],
  );
  return rows.map(({ id }) => id);
}
