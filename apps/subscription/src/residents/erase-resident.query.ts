import type { EntityManager } from 'typeorm';

export interface Erasure {
  addressHash: Buffer;
  /** Ids that *consent* knew; here there may be others, of requests that were never sent on. */
  residentIds: string[];
  erasedAt: Date;
}

/**
 * Deletes what says who they were, and ends what they follow, without a word to *consent*, which knows. What came after the
 * erasure belongs to another resident with the same address, and stays.
 */
export async function eraseResident(manager: EntityManager, erasure: Erasure): Promise<void> {
  const ids = await idsOf(manager, erasure);
  const { addressHash, erasedAt } = erasure;
  await manager.query(
    `INSERT INTO erased_addresses (resident_id, address_hash, erased_at) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS id
     ON CONFLICT DO NOTHING`,
    [ids, addressHash, erasedAt],
  );
  await manager.query(
    `UPDATE subscriptions SET state = 'ended', version = version + 1, ended_at = $2, end_reason = 'erased'
     WHERE resident_id = ANY($1::uuid[]) AND state = 'active'`,
    [ids, erasedAt],
  );
  await manager.query('DELETE FROM requests WHERE resident_id = ANY($1::uuid[])', [ids]);
  await manager.query(
    'DELETE FROM address_changes WHERE resident_id = ANY($1::uuid[]) OR new_address_hash = $2 AND asked_at <= $3',
    [ids, addressHash, erasedAt],
  );
  await manager.query('DELETE FROM residents WHERE id = ANY($1::uuid[])', [ids]);
}

async function idsOf(
  manager: EntityManager,
  { addressHash, residentIds, erasedAt }: Erasure,
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM residents WHERE address_hash = $1 AND created_at <= $2
     UNION SELECT resident_id FROM requests WHERE address_hash = $1 AND asked_at <= $2
     UNION SELECT unnest($3::uuid[])`,
    [addressHash, erasedAt, residentIds],
  );
  return rows.map(({ id }) => id);
}
