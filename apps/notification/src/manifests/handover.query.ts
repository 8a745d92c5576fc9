import type { EntityManager } from 'typeorm';

/** About 270 kB of text: small beside what Redis holds, and 560 messages for an audience of 2.8 million. */
const PART_LINES = 5000;

export interface Handover {
  dispatchId: string;
  /** SHA-256; null until it was computed. */
  manifest: string | null;
  partLines: number;
  parts: number;
  posted: number;
  lastResident: string | null;
  /** Parts that *consent* has not acknowledged. */
  waiting: number;
}

/** Call in the transaction that finishes the dispatch: then its manifest is handed over, whatever happens to this process. */
export async function beginHandover(
  manager: EntityManager,
  handover: { dispatchId: string; manifest: string; audience: number; at: Date; partLines?: number },
): Promise<void> {
  const { dispatchId, manifest, audience, at, partLines = PART_LINES } = handover;
  const parts = Math.max(1, Math.ceil(audience / partLines));
  await manager.query(
    `INSERT INTO manifest_handovers (dispatch_id, manifest, part_lines, parts, began_at) VALUES ($1, $2, $3, $4, $5)`,
    [dispatchId, manifest, partLines, parts, at],
  );
}

/** Those that are not through, the oldest first. A part's row in the outbox is gone once *consent* has taken it. */
export async function openHandovers(manager: EntityManager): Promise<Handover[]> {
  return manager.query(
    `SELECT dispatch_id AS "dispatchId", manifest, part_lines AS "partLines", parts, posted,
       last_resident AS "lastResident",
       (SELECT count(*)::integer FROM outbox WHERE kind = 'manifest-part.v1' AND story_id = dispatch_id) AS waiting
     FROM manifest_handovers WHERE finished_at IS NULL ORDER BY began_at, dispatch_id`,
  );
}

/** How many parts wait that were posted after that moment, of all dispatches. */
export async function countWaiting(manager: EntityManager, after: Date): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM outbox WHERE kind = 'manifest-part.v1' AND posted_at > $1`,
    [after],
  );
  return row?.count ?? 0;
}

/** @returns false while another process hands over. Ends with the transaction. */
export async function lockHandovers(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ locked: boolean }[]>(
    "SELECT pg_try_advisory_xact_lock(hashtext('tidings manifest handovers')) AS locked",
  );
  return row?.locked === true;
}

export async function noteManifest(
  manager: EntityManager,
  dispatchId: string,
  manifest: string,
): Promise<void> {
  await manager.query('UPDATE manifest_handovers SET manifest = $2 WHERE dispatch_id = $1', [
    dispatchId,
    manifest,
  ]);
}

export async function notePosted(
  manager: EntityManager,
  dispatchId: string,
  lastResident: string | null,
): Promise<void> {
  await manager.query(
    'UPDATE manifest_handovers SET posted = posted + 1, last_resident = $2 WHERE dispatch_id = $1',
    [dispatchId, lastResident],
  );
}

export async function finishHandover(manager: EntityManager, dispatchId: string, at: Date): Promise<void> {
  await manager.query('UPDATE manifest_handovers SET finished_at = $2 WHERE dispatch_id = $1', [
    dispatchId,
    at,
  ]);
}
