import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { parseLeaf } from '#libs/tlog';
import { detailsBetween } from '../details/details.query.ts';
import { findNotices } from '../intake/notices.query.ts';
import type { WalkedEntry } from './walk.ts';

/** One check of the whole ledger. */
export interface IntegrityCheck {
  id: string;
  askedBy: string;
  startedAt: Date;
  size: number;
  checked: number;
  seenAt: Date;
  finishedAt: Date | null;
  /** A word and an index, e.g. `root 17`; null when everything agrees. */
  finding: string | null;
}

type Numbers = 'size' | 'checked';

export async function latestChecks(manager: EntityManager, limit: number): Promise<IntegrityCheck[]> {
  const rows = await manager.query<(Omit<IntegrityCheck, Numbers> & Record<Numbers, string>)[]>(
    `SELECT id, asked_by AS "askedBy", started_at AS "startedAt", size, checked, seen_at AS "seenAt",
       finished_at AS "finishedAt", finding
     FROM integrity_checks ORDER BY started_at DESC LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ ...row, size: Number(row.size), checked: Number(row.checked) }));
}

/** @returns the size that is checked. */
export async function startCheck(
  manager: EntityManager,
  { id, askedBy, now }: { id: string; askedBy: string; now: Date },
): Promise<number> {
  const rows = await manager.query<{ size: string }[]>(
    `INSERT INTO integrity_checks (id, asked_by, started_at, size, checked, seen_at)
     SELECT $1, $2, $3, coalesce(max(size), 0), 0, $3 FROM checkpoints RETURNING size`,
    [id, askedBy, now],
  );
  return Number(rows[0]?.size);
}

export async function noteProgress(
  manager: EntityManager,
  { id, checked, now }: { id: string; checked: number; now: Date },
): Promise<void> {
  await manager.query('UPDATE integrity_checks SET checked = $2, seen_at = $3 WHERE id = $1', [
    id,
    checked,
    now,
  ]);
}

export async function endCheck(
  manager: EntityManager,
  { id, checked, finding, now }: { id: string; checked: number; finding: string | null; now: Date },
): Promise<void> {
  await manager.query(
    'UPDATE integrity_checks SET checked = $2, seen_at = $3, finished_at = $3, finding = $4 WHERE id = $1',
    [id, checked, now, finding],
  );
}

export async function walkedEntries(
  manager: EntityManager,
  { from, size, limit }: { from: number; size: number; limit: number },
): Promise<WalkedEntry[]> {
  const rows = await manager.query<(Omit<WalkedEntry, 'index' | 'details' | 'signed'> & SignedRow)[]>(
    `SELECT leaves.index, entry, hash, payload, salt, checkpoints.root,
       signed_checkpoints.root AS "signedRoot", note
     FROM leaves LEFT JOIN records ON leaf_index = leaves.index AND leaf_index >= $1
       LEFT JOIN checkpoints ON checkpoints.size = leaves.index + 1 AND checkpoints.size > $1
       LEFT JOIN signed_checkpoints ON signed_checkpoints.size = leaves.index + 1 AND signed_checkpoints.size > $1
     WHERE leaves.index >= $1 AND leaves.index < $2 ORDER BY leaves.index LIMIT $3`,
    [from, size, limit],
  );
  const details = await detailsBetween(manager, from, Math.min(size, from + limit));
  return rows.map(({ signedRoot, note, ...row }) => ({
    ...row,
    index: Number(row.index),
    details: details.get(Number(row.index)) ?? [],
    signed: signedRoot && note !== null ? { root: signedRoot, note } : null,
  }));
}

interface SignedRow {
  index: string;
  signedRoot: Buffer | null;
  note: string | null;
}

/** Where the words of a notice are not those that its entry is the hash of, among entries that are sound themselves. */
export async function wrongNotice(
  manager: EntityManager,
  entries: readonly WalkedEntry[],
): Promise<number | undefined> {
  const logged = entries.flatMap(({ index, entry }) => {
    const leaf = parseLeaf(entry);
    return leaf.k === 'notice' ? [{ index, sha256: String(leaf.sha256) }] : [];
  });
  const known = await findNotices(
    manager,
    logged.map(({ sha256 }) => sha256),
  );
  const hashed = (text = '') => createHash('sha256').update(text).digest('hex');
  return logged.find(({ sha256 }) => hashed(known.get(sha256)?.text) !== sha256)?.index;
}
