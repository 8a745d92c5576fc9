import type { EntityManager } from 'typeorm';
import { emptyRoot, type TreeHead } from '#libs/tlog';

export interface SignedCheckpoint extends TreeHead {
  root: Buffer;
  /** As it was signed, without cosignatures. */
  note: string;
  signedAt: Date;
}

/** Waits until no other replica signs. Ends with the transaction. Not the sequencer's lock: that must not wait for a disk. */
export async function lockSigner(manager: EntityManager): Promise<void> {
  await manager.query("SELECT pg_advisory_xact_lock(hashtext('tidings ledger signer'))");
}

/** The ledger as the sequencer left it. */
export async function findHead(manager: EntityManager): Promise<TreeHead> {
  const [row] = await manager.query<{ size: string; root: Buffer }[]>(
    'SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1',
  );
  return row ? { size: Number(row.size), root: row.root } : { size: 0, root: emptyRoot() };
}

export async function findPublished(manager: EntityManager): Promise<SignedCheckpoint | undefined> {
  const [row] = await manager.query<(Omit<SignedCheckpoint, 'size'> & { size: string })[]>(
    'SELECT size, root, note, signed_at AS "signedAt" FROM signed_checkpoints ORDER BY size DESC LIMIT 1',
  );
  return row && { ...row, size: Number(row.size) };
}

export async function insertPublished(manager: EntityManager, signed: SignedCheckpoint): Promise<void> {
  await manager.query(
    'INSERT INTO signed_checkpoints (size, root, note, signed_at) VALUES ($1, $2, $3, $4)',
    [signed.size, signed.root, signed.note, signed.signedAt],
  );
}

/** Whether a checkpoint was published whose size lies from `least` up to, but without, `end`. */
export async function wasPublished(manager: EntityManager, least: number, end: number): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM signed_checkpoints WHERE size >= $1 AND size < $2 LIMIT 1',
    [least, end],
  );
  return rows.length > 0;
}
