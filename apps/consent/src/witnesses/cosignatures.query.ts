import type { EntityManager } from 'typeorm';

export interface Cosignature {
  /** Verifier key of the witness. */
  witness: string;
  /** The line under the checkpoint, with its newline. */
  line: string;
  /** By the clock of the witness. */
  cosignedAt: Date;
}

export async function findCosignatures(manager: EntityManager, size: number): Promise<Cosignature[]> {
  return manager.query(
    `SELECT witness, line, cosigned_at AS "cosignedAt" FROM cosignatures WHERE size = $1
     ORDER BY cosigned_at, witness`,
    [size],
  );
}

/** @returns the largest size that the witness has cosigned for us, 0 when none. */
export async function lastCosigned(
  manager: EntityManager,
  witness: string,
): Promise<{ size: number; cosignedAt?: Date }> {
  const [row] = await manager.query<{ size: string; cosignedAt: Date }[]>(
    `SELECT size, cosigned_at AS "cosignedAt" FROM cosignatures WHERE witness = $1
     ORDER BY size DESC LIMIT 1`,
    [witness],
  );
  return row ? { size: Number(row.size), cosignedAt: row.cosignedAt } : { size: 0 };
}

/**
 * One that is there already stays: another replica asked as well. The ledger stands still until the transaction ends
 * (`lockLedger`), so that the entry which makes it larger comes after this cosignature for everyone.
 */
export async function insertCosignature(
  manager: EntityManager,
  size: number,
  { witness, line, cosignedAt }: Cosignature,
): Promise<void> {
  await manager.query(
    `INSERT INTO cosignatures (size, witness, line, cosigned_at, known_from)
     SELECT $1, $2, $3, $4, max(size) + 1 FROM checkpoints ON CONFLICT (size, witness) DO NOTHING`,
    [size, witness, line, cosignedAt],
  );
}
