import type { EntityManager } from 'typeorm';
import type { HeldTable } from '#libs/contracts';

/** Which tables of this service say something about a resident, besides the entries of the ledger and their openings. */
const TABLES: Record<string, string> = {
  residents: `SELECT id, address, address_key FROM residents WHERE id = ANY($1::uuid[]) ORDER BY id`,
  standings: `
    SELECT resident_id, topic, status, version, subscription_id, ledger_index::float8 AS ledger_entry, basis, expires_at, ended_by
    FROM standings WHERE resident_id = ANY($1::uuid[]) ORDER BY topic, resident_id`,
  withdrawals: `
    SELECT leaf_index::float8 AS ledger_entry, withdrawals.occurred_at, to_char(deadline, 'YYYY-MM-DD') AS deadline, effective_at
    FROM withdrawals JOIN records USING (leaf_index) WHERE resident_id = ANY($1::uuid[]) ORDER BY leaf_index`,
  // Why a hold was set may be a matter of a court case, so that is asked for elsewhere.
  holds: `
    SELECT resident_id, set_at, lifted_at FROM holds
    WHERE resident_id IS NULL OR resident_id = ANY($1::uuid[]) ORDER BY set_at`,
  exports: `
    SELECT id, format, requested_at, state, expires_at FROM exports
    WHERE scope -> 'resident_ids' ?| $1::text[] ORDER BY requested_at`,
};

export async function tablesAbout(manager: EntityManager, residentIds: string[]): Promise<HeldTable[]> {
  const tables: HeldTable[] = [];
  for (const [name, sql] of Object.entries(TABLES)) {
    const rows = await manager.query<object[]>(sql, [residentIds]);
    // Times as ISO 8601, as every message has them.
    tables.push({ name, rows: JSON.parse(JSON.stringify(rows)) as HeldTable['rows'] });
  }
  return tables;
}

/** Where the entries about these residents stand, the oldest first. */
export async function indexesAbout(
  manager: EntityManager,
  residentIds: string[],
  size: number,
): Promise<number[]> {
  const rows = await manager.query<{ index: string }[]>(
    `SELECT leaf_index AS index FROM records WHERE resident_id = ANY($1::uuid[]) AND leaf_index < $2 ORDER BY leaf_index`,
    [residentIds, size],
  );
  return rows.map(({ index }) => Number(index));
}

export async function ledgerSize(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ size: string | null }[]>('SELECT max(size) AS size FROM checkpoints');
  return Number(row?.size ?? 0);
}
