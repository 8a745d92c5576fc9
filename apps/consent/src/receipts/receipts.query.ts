import type { EntityManager } from 'typeorm';

export interface CoveringCheckpoint {
  size: number;
  /** Signed, with the cosignatures that came in for it. */
  note: string;
}

/**
 * The checkpoint that a receipt is made against: the newest that a witness saw, as it is worth more to whoever keeps it than
 * one that is seconds younger; where no witness has seen the entry, the newest at all.
 * @returns undefined while no published checkpoint covers the entry.
 */
export async function coveringCheckpoint(
  manager: EntityManager,
  index: number,
): Promise<CoveringCheckpoint | undefined> {
  const [row] = await manager.query<{ size: string; note: string }[]>(
    `SELECT size, note || COALESCE((SELECT string_agg(line, '' ORDER BY cosigned_at, witness) FROM cosignatures
                                    WHERE cosignatures.size = signed.size), '') AS note
     FROM signed_checkpoints AS signed
     WHERE size = (SELECT COALESCE((SELECT max(size) FROM cosignatures WHERE size > $1),
                                   (SELECT max(size) FROM signed_checkpoints WHERE size > $1)))`,
    [index],
  );
  return row && { size: Number(row.size), note: row.note };
}
