import type { EntityManager } from 'typeorm';
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
  const rows = await manager.query<(Omit<WalkedEntry, 'index'> & { index: string })[]>(
    `SELECT leaves.index, entry, hash, payload, salt, root
     FROM leaves LEFT JOIN records ON leaf_index = leaves.index AND leaf_index >= $1
       LEFT JOIN checkpoints ON checkpoints.size = leaves.index + 1 AND checkpoints.size > $1
     WHERE leaves.index >= $1 AND leaves.index < $2 ORDER BY leaves.index LIMIT $3`,
    [from, size, limit],
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}
