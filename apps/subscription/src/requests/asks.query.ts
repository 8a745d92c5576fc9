import type { EntityManager } from 'typeorm';
import type { RequestEntity } from './request.entity.ts';

export interface KnownAddress {
  /** It got a confirmation mail in the window that nobody confirmed. */
  mailed: boolean;
  /** The id that it has, or was given by an earlier request. */
  residentId: string | null;
}

/**
 * Requests for one address wait for each other until the transaction ends: ten thousand at once still send one mail. The keys are
 * taken in their order, so that two transactions with several addresses each never wait for one another.
 */
export async function lockAddresses(manager: EntityManager, addressHashes: Buffer[]): Promise<void> {
  const keys = addressHashes.map((hash) => hash.readBigInt64BE(0).toString());
  await manager.query(
    `SELECT pg_advisory_xact_lock(key)
     FROM (SELECT DISTINCT key FROM unnest($1::bigint[]) AS each (key) ORDER BY key) AS keys`,
    [keys],
  );
}

/**
 * What is known of each address, in their order. A confirmed request frees the window: its owner has shown that they asked for
 * it, and may ask for more.
 */
export async function knownAddresses(
  manager: EntityManager,
  addressHashes: Buffer[],
  since: Date,
): Promise<KnownAddress[]> {
  return manager.query(
    `SELECT EXISTS (SELECT 1 FROM requests WHERE address_hash = asked.hash AND asked_at > $2
              AND token_hash IS NOT NULL AND state <> 'confirmed') AS mailed,
       coalesce((SELECT id FROM residents WHERE address_hash = asked.hash),
         (SELECT resident_id FROM requests WHERE address_hash = asked.hash ORDER BY asked_at LIMIT 1)) AS "residentId"
     FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (hash, place) ORDER BY place`,
    [addressHashes, since],
  );
}

/** Stores new requests, all of them in one statement. */
export async function insertRequests(manager: EntityManager, requests: RequestEntity[]): Promise<void> {
  const column = <T>(of: (request: RequestEntity) => T) => requests.map(of);
  await manager.query(
    `INSERT INTO requests
       (id, resident_id, address, address_hash, language, frequency, topics, token_hash, state,
        asked_at, expires_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::jsonb[], $8::bytea[],
       $9::text[], $10::timestamptz[], $11::timestamptz[])`,
    [
      column(({ id }) => id),
      column(({ residentId }) => residentId),
      column(({ address }) => address),
      column(({ addressHash }) => addressHash),
      column(({ language }) => language),
      column(({ frequency }) => frequency),
      column(({ topics }) => JSON.stringify(topics)),
      column(({ tokenHash }) => tokenHash),
      column(({ state }) => state),
      column(({ askedAt }) => askedAt),
      column(({ expiresAt }) => expiresAt),
    ],
  );
}
