import type { EntityManager } from 'typeorm';

export interface AskedLink {
  addressHash: Buffer;
  /** Of the page that was used. */
  language: string;
  askedAt: Date;
}

/**
 * Notes that a link was asked for; nothing changes when one was asked for since `since`. One statement and the same for every
 * address: whether anybody is behind it is looked up later (ABUSE-1).
 */
export async function noteLinkAsked(
  manager: EntityManager,
  { addressHash, language, askedAt }: AskedLink,
  since: Date,
): Promise<void> {
  await manager.query(
    `INSERT INTO manage_links_asked AS known (address_hash, language, asked_at) VALUES ($1, $2, $3)
     ON CONFLICT (address_hash) DO UPDATE
       SET language = excluded.language, asked_at = excluded.asked_at, answered_at = NULL
       WHERE known.asked_at <= $4`,
    [addressHash, language, askedAt, since],
  );
}

/** Takes what waits for an answer; another process that asks meanwhile gets others. */
export async function takeAskedLinks(
  manager: EntityManager,
  { now, limit }: { now: Date; limit: number },
): Promise<AskedLink[]> {
  const [rows] = await manager.query<[AskedLink[], number]>(
    `UPDATE manage_links_asked SET answered_at = $1
     WHERE address_hash IN (SELECT address_hash FROM manage_links_asked WHERE answered_at IS NULL
                            ORDER BY asked_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING address_hash AS "addressHash", language, asked_at AS "askedAt"`,
    [now, limit],
  );
  return rows;
}

/** Forgets who asked before. */
export async function forgetLinksAsked(manager: EntityManager, before: Date): Promise<void> {
  await manager.query('DELETE FROM manage_links_asked WHERE asked_at <= $1', [before]);
}
