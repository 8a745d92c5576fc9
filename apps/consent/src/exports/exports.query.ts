import type { EntityManager } from 'typeorm';
import type { Scope } from '../packages/scope.ts';
import type { ExportFormat } from './export-request.ts';

export interface ExportRow {
  id: string;
  format: ExportFormat;
  scope: Scope;
  wantedSize: number | null;
  requestedAt: Date;
  /** Subject of the sign-in provider. */
  requestedBy: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'expired';
  attempts: number;
  entriesDone: number;
  entriesAll: number;
  fileName: string | null;
  octets: number | null;
  sha256: string | null;
  expiresAt: Date | null;
}

const COLUMNS = `id, format, scope, wanted_size AS "wantedSize", requested_at AS "requestedAt",
                 requested_by AS "requestedBy", state, attempts,
                 entries_done AS "entriesDone", entries_all AS "entriesAll", file_name AS "fileName", octets, sha256,
                 expires_at AS "expiresAt"`;

export async function insertExport(
  manager: EntityManager,
  row: Pick<ExportRow, 'id' | 'format' | 'scope' | 'wantedSize' | 'requestedAt' | 'requestedBy'>,
): Promise<void> {
  await manager.query(
    `INSERT INTO exports (id, format, scope, wanted_size, requested_by, requested_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [row.id, row.format, JSON.stringify(row.scope), row.wantedSize, row.requestedBy, row.requestedAt],
  );
}

/** The newest first. */
export async function listExports(manager: EntityManager, limit: number): Promise<ExportRow[]> {
  const rows = await manager.query<ExportRow[]>(
    `SELECT ${COLUMNS} FROM exports ORDER BY requested_at DESC, id LIMIT $1`,
    [limit],
  );
  return rows.map(asRow);
}

export async function findExport(manager: EntityManager, id: string): Promise<ExportRow | undefined> {
  const rows = await manager.query<ExportRow[]>(`SELECT ${COLUMNS} FROM exports WHERE id = $1`, [id]);
  return rows.map(asRow).at(0);
}

/** Takes the one that has waited longest, or whose maker fell silent. */
export async function claimExport(
  manager: EntityManager,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<ExportRow | undefined> {
  const [rows] = await manager.query<[ExportRow[], number]>(
    `UPDATE exports SET state = 'running', attempts = attempts + 1, lease_until = $2 WHERE id = (
       SELECT id FROM exports WHERE state = 'waiting' OR (state = 'running' AND lease_until < $1)
       ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING ${COLUMNS}`,
    [now, leaseUntil],
  );
  return rows.map(asRow).at(0);
}

export async function noteProgress(
  manager: EntityManager,
  { id, done, all, leaseUntil }: { id: string; done: number; all: number; leaseUntil: Date },
): Promise<void> {
  await manager.query(
    `UPDATE exports SET entries_done = $2, entries_all = $3, lease_until = $4 WHERE id = $1 AND state = 'running'`,
    [id, done, all, leaseUntil],
  );
}

export async function finishExport(
  manager: EntityManager,
  row: { id: string; fileName: string; octets: number; sha256: string; expiresAt: Date },
): Promise<void> {
  await manager.query(
    `UPDATE exports SET state = 'done', file_name = $2, octets = $3, sha256 = $4, expires_at = $5,
                        entries_done = entries_all, lease_until = NULL WHERE id = $1`,
    [row.id, row.fileName, row.octets, row.sha256, row.expiresAt],
  );
}

export async function endExport(
  manager: EntityManager,
  id: string,
  state: 'waiting' | 'failed',
): Promise<void> {
  await manager.query('UPDATE exports SET state = $2, lease_until = NULL WHERE id = $1', [id, state]);
}

/** @returns the ids of those whose files must go. */
export async function expireExports(manager: EntityManager, now: Date): Promise<string[]> {
  const [rows] = await manager.query<[{ id: string }[], number]>(
    `UPDATE exports SET state = 'expired' WHERE state = 'done' AND expires_at < $1 RETURNING id`,
    [now],
  );
  return rows.map(({ id }) => id);
}

/** PostgreSQL's bigint comes as text. */
function asRow(row: ExportRow): ExportRow {
  return {
    ...row,
    wantedSize: row.wantedSize === null ? null : Number(row.wantedSize),
    entriesDone: Number(row.entriesDone),
    entriesAll: Number(row.entriesAll),
    octets: row.octets === null ? null : Number(row.octets),
  };
}
