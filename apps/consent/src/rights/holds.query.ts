import type { EntityManager } from 'typeorm';

/** Whether one of these residents, or everybody, is under a legal hold that is not lifted. */
export async function isHeld(manager: EntityManager, residentIds: readonly string[]): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT 1 FROM holds WHERE lifted_at IS NULL AND (resident_id IS NULL OR resident_id = ANY($1::uuid[])) LIMIT 1`,
    [residentIds],
  );
  return rows.length > 0;
}

export interface NewHold {
  /** Null: everybody. */
  residentIds: string[] | null;
  reason: string;
  by: string;
  at: Date;
}

/** @param newId makes a UUID. @returns how many holds were set. */
export async function insertHolds(
  manager: EntityManager,
  { residentIds, reason, by, at }: NewHold,
  newId: () => string,
): Promise<number> {
  const held = residentIds ?? [null];
  for (const residentId of held) {
    await manager.query(
      'INSERT INTO holds (id, resident_id, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5)',
      [newId(), residentId, reason, by, at],
    );
  }
  return held.length;
}

/** @returns how many holds were lifted. */
export async function liftHolds(
  manager: EntityManager,
  { residentIds, by, at }: { residentIds: string[] | null; by: string; at: Date },
): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `UPDATE holds SET lifted_by = $2, lifted_at = $3
     WHERE lifted_at IS NULL
       AND CASE WHEN $1::uuid[] IS NULL THEN resident_id IS NULL ELSE resident_id = ANY($1::uuid[]) END`,
    [residentIds, by, at],
  );
  return count;
}
