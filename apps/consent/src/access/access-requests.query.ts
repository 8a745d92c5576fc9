import type { EntityManager } from 'typeorm';

export interface NewAccessRequest {
  id: string;
  storyId: string;
  residentIds: string[];
  addressHash: Buffer;
  language: string;
  askedAt: Date;
  sealed: string;
}

/** @returns false when it is known already. */
export async function insertAccessRequest(
  manager: EntityManager,
  request: NewAccessRequest,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO access_requests (id, story_id, resident_ids, address_hash, language, asked_at, sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      request.id,
      request.storyId,
      request.residentIds,
      request.addressHash,
      request.language,
      request.askedAt,
      request.sealed,
    ],
  );
  return rows.length > 0;
}

/** Keeps a part. One that came before, or whose request is gone or answered, changes nothing. */
export async function insertPart(
  manager: EntityManager,
  part: { accessId: string; number: number; parts: number; sealed: string },
): Promise<void> {
  await manager.query(
    `INSERT INTO access_parts (access_id, number, parts, sealed)
     SELECT id, $2, $3, $4 FROM access_requests WHERE id = $1 AND state = 'waiting' ON CONFLICT DO NOTHING`,
    [part.accessId, part.number, part.parts, part.sealed],
  );
}

/** Requests of which all parts are there and of whose residents no event waits for its leaf: the oldest first. */
export async function completeRequests(
  manager: EntityManager,
  { now, limit }: { now: Date; limit: number },
): Promise<{ id: string; storyId: string }[]> {
  return manager.query(
    `SELECT id, story_id AS "storyId" FROM access_requests AS request
     WHERE state = 'waiting' AND (retry_at IS NULL OR retry_at <= $2)
       AND (SELECT count(*) = max(parts) FROM access_parts WHERE access_id = request.id)
       AND NOT EXISTS (
         SELECT 1 FROM pending, unnest(request.resident_ids) AS resident (id)
         WHERE pending.kind <> 'notice' AND position(resident.id::text IN pending.content) > 0)
     ORDER BY asked_at LIMIT $1`,
    [limit, now],
  );
}

export async function retryLater(manager: EntityManager, id: string, at: Date): Promise<void> {
  await manager.query('UPDATE access_requests SET retry_at = $2 WHERE id = $1', [id, at]);
}

export type WaitingRequest = Pick<NewAccessRequest, 'residentIds' | 'language' | 'askedAt' | 'sealed'>;

/** Locks it, so that of several processes one makes it, and an erasure waits. */
export async function lockWaiting(manager: EntityManager, id: string): Promise<WaitingRequest | undefined> {
  const rows = await manager.query<WaitingRequest[]>(
    `SELECT resident_ids AS "residentIds", language, asked_at AS "askedAt", sealed
     FROM access_requests WHERE id = $1 AND state = 'waiting' FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return rows[0];
}

/** In their order. */
export async function sealedParts(
  manager: EntityManager,
  accessId: string,
): Promise<{ number: number; sealed: string }[]> {
  return manager.query('SELECT number, sealed FROM access_parts WHERE access_id = $1 ORDER BY number', [
    accessId,
  ]);
}

export async function finishRequest(
  manager: EntityManager,
  made: { id: string; tokenHash: Buffer; content: Buffer; expiresAt: Date },
): Promise<void> {
  await manager.query('DELETE FROM access_parts WHERE access_id = $1', [made.id]);
  await manager.query(
    `UPDATE access_requests SET state = 'ready', sealed = NULL, token_hash = $2, content = $3, expires_at = $4 WHERE id = $1`,
    [made.id, made.tokenHash, made.content, made.expiresAt],
  );
}

export interface ReadyRequest {
  id: string;
  residentIds: string[];
  language: string;
  content: Buffer;
  expiresAt: Date;
}

/** @returns undefined for what is unknown and for what has expired. */
export async function findReady(
  manager: EntityManager,
  tokenHash: Buffer,
  now: Date,
): Promise<ReadyRequest | undefined> {
  const rows = await manager.query<ReadyRequest[]>(
    `SELECT id, resident_ids AS "residentIds", language, content, expires_at AS "expiresAt"
     FROM access_requests WHERE token_hash = $1 AND expires_at > $2`,
    [tokenHash, now],
  );
  return rows[0];
}

/** Deletes what has expired, and what nobody could answer since `stuckBefore`. @returns how many. */
export async function dropExpired(
  manager: EntityManager,
  { now, stuckBefore }: { now: Date; stuckBefore: Date },
): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `DELETE FROM access_requests
     WHERE (state = 'ready' AND expires_at <= $1) OR (state = 'waiting' AND asked_at < $2)`,
    [now, stuckBefore],
  );
  return count;
}

/** Of residents who are erased: neither is anything made, nor does a link open what was (PROOF-5). */
export async function dropAccess(
  manager: EntityManager,
  { residentIds, addressHash }: { residentIds: readonly string[]; addressHash: Buffer },
): Promise<void> {
  await manager.query('DELETE FROM access_requests WHERE address_hash = $1 OR resident_ids && $2::uuid[]', [
    addressHash,
    residentIds,
  ]);
}

/** Whether one of them was erased. */
export async function isAnyErased(manager: EntityManager, residentIds: string[]): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM erased_residents WHERE resident_id = ANY($1::uuid[]) LIMIT 1',
    [residentIds],
  );
  return rows.length > 0;
}
