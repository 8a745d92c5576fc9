import type { EntityManager } from 'typeorm';

/** The entry of a finished dispatch, as far as its manifest needs it. */
export interface SendEntry {
  index: number;
  topic: string;
  manifest: string;
}

export interface ManifestRow {
  sha256: string;
  parts: number;
  keptAt: Date | null;
}

/** @returns undefined while the ledger has no leaf for the dispatch. */
export async function findSend(manager: EntityManager, dispatchId: string): Promise<SendEntry | undefined> {
  const [row] = await manager.query<(Omit<SendEntry, 'index'> & { index: string })[]>(
    `SELECT leaf_index AS index, payload::jsonb ->> 'topic' AS topic, payload::jsonb ->> 'manifest' AS manifest
     FROM records WHERE event_id = $1 AND action = 'finished-dispatch'`,
    [dispatchId],
  );
  return row && { ...row, index: Number(row.index) };
}

/** Parts of one manifest are taken one after the other, until the transaction ends. */
export async function lockManifest(
  manager: EntityManager,
  { dispatchId, send, parts }: { dispatchId: string; send: SendEntry; parts: number },
): Promise<ManifestRow> {
  await manager.query(
    'INSERT INTO manifests (dispatch_id, leaf_index, sha256, parts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [dispatchId, send.index, send.manifest, parts],
  );
  const [row] = await manager.query<ManifestRow[]>(
    'SELECT sha256, parts, kept_at AS "keptAt" FROM manifests WHERE dispatch_id = $1 FOR UPDATE',
    [dispatchId],
  );
  if (!row) throw new Error('a row that was just there is gone');
  return row;
}

export interface KeptManifest {
  dispatchId: string;
  sha256: string;
  parts: number;
  /** The entry of the dispatch. */
  send: { index: number; payload: string };
}

/**
 * The manifests of which a ledger of that size says that they are kept, in the order of their dispatches. A list that came
 * later changes nothing of it.
 */
export async function keptManifests(manager: EntityManager, size: number): Promise<KeptManifest[]> {
  const rows = await manager.query<
    { id: string; sha256: string; parts: number; index: string; payload: string }[]
  >(
    `SELECT dispatch_id AS id, sha256, parts, send.leaf_index AS index, send.payload
     FROM records AS kept
     JOIN manifests ON dispatch_id = (kept.payload::jsonb ->> 'dispatch_id')::uuid
     JOIN records AS send ON send.leaf_index = manifests.leaf_index
     WHERE kept.action = 'kept-manifest' AND kept.leaf_index < $1 ORDER BY send.leaf_index`,
    [size],
  );
  return rows.map(({ id, sha256, parts, index, payload }) => ({
    dispatchId: id,
    sha256,
    parts,
    send: { index: Number(index), payload },
  }));
}

/** How much of the manifest of a dispatch is here: for people. */
export async function findManifest(
  manager: EntityManager,
  dispatchId: string,
): Promise<(ManifestRow & { taken: number }) | undefined> {
  const [row] = await manager.query<(ManifestRow & { taken: number })[]>(
    `SELECT sha256, parts, kept_at AS "keptAt",
       (SELECT count(*)::integer FROM manifest_parts WHERE dispatch_id = $1) AS taken
     FROM manifests WHERE dispatch_id = $1`,
    [dispatchId],
  );
  return row;
}

/** @returns the index of the entry that says that the manifest of the dispatch is kept. */
export async function findKeptEntry(manager: EntityManager, dispatchId: string): Promise<number | undefined> {
  const [row] = await manager.query<{ index: string }[]>(
    `SELECT leaf_index AS index FROM records
     WHERE action = 'kept-manifest' AND payload::jsonb ->> 'dispatch_id' = $1`,
    [dispatchId],
  );
  return row && Number(row.index);
}

/** @returns false when there is one with this number. */
export async function insertPart(
  manager: EntityManager,
  part: { dispatchId: string; part: number; deflated: Buffer },
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO manifest_parts (dispatch_id, part, deflated) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING part`,
    [part.dispatchId, part.part, part.deflated],
  );
  return rows.length > 0;
}

export async function findPart(
  manager: EntityManager,
  dispatchId: string,
  part: number,
): Promise<Buffer | undefined> {
  const [row] = await manager.query<{ deflated: Buffer }[]>(
    'SELECT deflated FROM manifest_parts WHERE dispatch_id = $1 AND part = $2',
    [dispatchId, part],
  );
  return row?.deflated;
}

export async function countParts(manager: EntityManager, dispatchId: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM manifest_parts WHERE dispatch_id = $1',
    [dispatchId],
  );
  return row?.count ?? 0;
}

export async function noteKept(manager: EntityManager, dispatchId: string, at: Date): Promise<void> {
  await manager.query('UPDATE manifests SET kept_at = $2 WHERE dispatch_id = $1', [dispatchId, at]);
}
