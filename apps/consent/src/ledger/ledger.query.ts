import type { EntityManager } from 'typeorm';
import { plainArray } from '#libs/database';
import { emptyRoot, type Growth, HASH_BYTES, type HashTile, partialTiles, type TreeHead } from '#libs/tlog';
import type { LeafKind } from './leaf.ts';

export interface NewLeaf {
  index: number;
  kind: LeafKind;
  entry: Buffer;
  hash: Buffer;
}

/** How the ledger stands, as its tables say. */
export interface StoredLedger {
  head: TreeHead;
  /** One more than the highest index of a leaf. */
  leafCount: number;
  /** The partial tiles of a tree of that size, as far as they are there. */
  tiles: HashTile[];
  /** The entry at index 0. */
  genesis?: Buffer | undefined;
}

/** Waits until no other sequencer is at work, in this process or another. Ends with the transaction. */
export async function lockLedger(manager: EntityManager): Promise<void> {
  await manager.query("SELECT pg_advisory_xact_lock(hashtext('tidings consent ledger'))");
}

export async function readLedger(manager: EntityManager): Promise<StoredLedger> {
  const [[last], [leaves]] = await Promise.all([
    manager.query<{ size: string; root: Buffer }[]>(
      'SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1',
    ),
    manager.query<{ count: string | null; genesis: Buffer | null }[]>(
      `SELECT (SELECT max(index) + 1 FROM leaves) AS count, (SELECT entry FROM leaves WHERE index = 0) AS genesis`,
    ),
  ]);
  const size = Number(last?.size ?? 0);
  return {
    head: { size, root: last?.root ?? emptyRoot() },
    leafCount: Number(leaves?.count ?? 0),
    tiles: await readPartialTiles(manager, size),
    genesis: leaves?.genesis ?? undefined,
  };
}

/** The tiles come as stored, whatever their width: `RightEdge.of` refuses those that do not fit the size. */
async function readPartialTiles(manager: EntityManager, size: number): Promise<HashTile[]> {
  const wanted = partialTiles(size);
  const rows = await manager.query<{ level: number; index: string; hashes: Buffer }[]>(
    `SELECT level, index, hashes FROM tiles
     WHERE (level, index) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`,
    [wanted.map((tile) => tile.level), wanted.map((tile) => tile.index)],
  );
  return rows.map(({ level, index, hashes }) => ({
    level,
    index: Number(index),
    width: hashes.length / HASH_BYTES,
    hashes,
  }));
}

/** @param leaves one after the other, without a gap. Their octets go as one piece: an array of them is text to be parsed. */
export async function insertLeaves(manager: EntityManager, leaves: NewLeaf[]): Promise<void> {
  const entries = leaves.map(({ entry }) => entry);
  await manager.query(
    `INSERT INTO leaves (index, kind, entry, hash)
     SELECT $1::bigint + number - 1, kind, substring($4::bytea FROM begins FOR octets),
            substring($5::bytea FROM (number::integer - 1) * $6 + 1 FOR $6)
     FROM unnest($2::text[], $3::integer[], $7::integer[]) WITH ORDINALITY AS given (kind, octets, begins, number)`,
    [
      leaves[0]?.index ?? 0,
      plainArray(leaves.map(({ kind }) => kind)),
      plainArray(entries.map(({ length }) => length)),
      Buffer.concat(entries),
      Buffer.concat(leaves.map(({ hash }) => hash)),
      HASH_BYTES,
      plainArray(beginnings(entries)),
    ],
  );
}

/** Where each begins when they stand one after the other, counted from 1. */
function beginnings(octets: Buffer[]): number[] {
  let next = 1;
  return octets.map(({ length }) => {
    const begins = next;
    next += length;
    return begins;
  });
}

/** Stores the tiles that the growth touched, and what the ledger now is. */
export async function storeGrowth(
  manager: EntityManager,
  { size, root, tiles }: Growth,
  at: Date,
): Promise<void> {
  await manager.query(
    `INSERT INTO tiles (level, index, hashes)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
     ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes`,
    [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index), tiles.map((tile) => tile.hashes)],
  );
  await manager.query('INSERT INTO checkpoints (size, root, made_at) VALUES ($1, $2, $3)', [size, root, at]);
}

/** @param counts how many leaves were added of each kind and action; the action is empty where there is no record. */
export async function addToTallies(
  manager: EntityManager,
  counts: { kind: string; action: string; leaves: number }[],
  at: Date,
): Promise<void> {
  const columns = [
    counts.map((count) => count.kind),
    counts.map((count) => count.action),
    counts.map((count) => count.leaves),
  ];
  await manager.query(
    `INSERT INTO tallies (kind, action, leaves)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
     ON CONFLICT (kind, action) DO UPDATE SET leaves = tallies.leaves + excluded.leaves`,
    columns,
  );
  await manager.query(
    `INSERT INTO tallies_by_hour (hour, kind, action, leaves)
     SELECT date_trunc('hour', $4::timestamptz, 'UTC'), * FROM unnest($1::text[], $2::text[], $3::bigint[])
     ON CONFLICT (hour, kind, action) DO UPDATE SET leaves = tallies_by_hour.leaves + excluded.leaves`,
    [...columns, at],
  );
}
