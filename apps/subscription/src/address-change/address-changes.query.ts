import type { EntityManager } from 'typeorm';

export interface AddressChange {
  id: string;
  /** At the old address. */
  residentId: string;
  newAddress: string;
  state: 'asked' | 'replaced' | 'declined' | 'agreed' | 'done';
  /** At the new address, once the old mailbox agreed. */
  requestId: string | null;
}

export interface NewAddressChange extends Omit<AddressChange, 'state' | 'requestId'> {
  newAddressHash: Buffer;
  tokenHash: Buffer | undefined;
  askedAt: Date;
  expiresAt: Date;
}

/** How often a resident asked to be reached elsewhere. The caller holds their row. */
export async function changesSince(manager: EntityManager, residentId: string, since: Date): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM address_changes WHERE resident_id = $1 AND asked_at > $2',
    [residentId, since],
  );
  return row?.count ?? 0;
}

/** The newest wish holds: what they asked for before can no longer be agreed to. */
export async function insertChange(manager: EntityManager, change: NewAddressChange): Promise<void> {
  const { id, residentId, newAddress, newAddressHash, tokenHash, askedAt, expiresAt } = change;
  await manager.query(
    `UPDATE address_changes SET state = 'replaced' WHERE resident_id = $1 AND state = 'asked'`,
    [residentId],
  );
  await manager.query(
    `INSERT INTO address_changes
       (id, resident_id, new_address, new_address_hash, token_hash, state, asked_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7)`,
    [id, residentId, newAddress, newAddressHash, tokenHash, askedAt, expiresAt],
  );
}

export async function findChange(
  manager: EntityManager,
  tokenHash: Buffer,
  now: Date,
): Promise<AddressChange | undefined> {
  const rows = await manager.query<AddressChange[]>(
    `SELECT id, resident_id AS "residentId", new_address AS "newAddress", state, request_id AS "requestId" FROM address_changes
     WHERE token_hash = $1 AND expires_at > $2 AND state <> 'replaced'`,
    [tokenHash, now],
  );
  return rows[0];
}

/** Answers what was only asked. @returns false when it was answered before. */
export async function answerChange(
  manager: EntityManager,
  id: string,
  answer: { state: 'declined' } | { state: 'agreed'; requestId: string },
): Promise<boolean> {
  const requestId = answer.state === 'agreed' ? answer.requestId : null;
  const [, count] = await manager.query<[unknown, number]>(
    `UPDATE address_changes SET state = $2, request_id = $3 WHERE id = $1 AND state = 'asked'`,
    [id, answer.state, requestId],
  );
  return count === 1;
}

/** Whether the request was made that an agreement leads to. */
export async function isAsked(manager: EntityManager, requestId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>('SELECT 1 FROM requests WHERE id = $1', [requestId]);
  return rows.length > 0;
}

/** The resident whom a request moves, while it is not done: the old mailbox agreed. */
export async function movedBy(manager: EntityManager, requestId: string): Promise<string | undefined> {
  const rows = await manager.query<{ residentId: string }[]>(
    `SELECT resident_id AS "residentId" FROM address_changes WHERE request_id = $1 AND state = 'agreed'`,
    [requestId],
  );
  return rows[0]?.residentId;
}

export async function finishChange(manager: EntityManager, requestId: string): Promise<void> {
  await manager.query(`UPDATE address_changes SET state = 'done' WHERE request_id = $1`, [requestId]);
}

/** Forgets changes whose time is over; a request at the new address may still be open, and then is kept for it. */
export async function purgeChanges(manager: EntityManager, now: Date): Promise<void> {
  await manager.query(
    `DELETE FROM address_changes WHERE expires_at < $1
       AND NOT (state = 'agreed' AND EXISTS (SELECT 1 FROM requests WHERE requests.id = request_id))`,
    [now],
  );
}
