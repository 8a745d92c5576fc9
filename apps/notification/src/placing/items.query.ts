import type { EntityManager } from 'typeorm';

export type ItemKind = 'reply' | 'unsubscribe' | 'complaint' | 'unreadable';
export type Placement = 'withdrawn' | 'no-request' | 'answered' | 'erased';

/** A message that a person has to read. */
export interface MailboxItem {
  id: string;
  kind: ItemKind;
  receivedAt: Date;
  /** The last day for it, if somebody wants to leave by it, e.g. `2026-01-19`. */
  deadline: string;
  /** Null once they are forgotten. */
  sender: string | null;
  subject: string | null;
  body: string | null;
  placedAt: Date | null;
  placedAs: Placement | null;
}

export interface NewItem {
  id: string;
  kind: ItemKind;
  receivedAt: Date;
  deadline: string;
  /** SHA-256 of the mail. */
  digest: Buffer;
  sender: string;
  subject: string;
  body: string;
}

const COLUMNS = `id, kind, received_at AS "receivedAt", to_char(deadline, 'YYYY-MM-DD') AS deadline, sender, subject, body,
  placed_at AS "placedAt", placed_as AS "placedAs"`;

/** The same mail, brought twice, is one item. */
export async function insertItem(manager: EntityManager, item: NewItem): Promise<void> {
  const { id, kind, receivedAt, deadline, digest, sender, subject, body } = item;
  await manager.query(
    `INSERT INTO mailbox_items (id, kind, received_at, deadline, digest, sender, subject, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING`,
    [id, kind, receivedAt, deadline, digest, sender, subject, body],
  );
}

/** Those that wait, the nearest deadline first, and how many there are in all. */
export async function openItems(
  manager: EntityManager,
  limit: number,
): Promise<{ items: MailboxItem[]; count: number }> {
  const items = await manager.query<MailboxItem[]>(
    `SELECT ${COLUMNS} FROM mailbox_items WHERE placed_at IS NULL ORDER BY deadline, received_at, id LIMIT $1`,
    [limit],
  );
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM mailbox_items WHERE placed_at IS NULL',
  );
  return { items, count: row?.count ?? 0 };
}

export async function findItem(manager: EntityManager, id: string): Promise<MailboxItem | undefined> {
  const [item] = await manager.query<MailboxItem[]>(`SELECT ${COLUMNS} FROM mailbox_items WHERE id = $1`, [
    id,
  ]);
  return item;
}

/** @returns false when somebody else was faster. */
export async function placeItem(
  manager: EntityManager,
  { id, placedAs, placedBy, placedAt }: { id: string; placedAs: Placement; placedBy: string; placedAt: Date },
): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE mailbox_items SET placed_at = $2, placed_as = $3, placed_by = $4 WHERE id = $1 AND placed_at IS NULL`,
    [id, placedAt, placedAs, placedBy],
  );
  return count === 1;
}

/** Who wrote what is kept no longer than it is needed. */
export async function forgetPlaced(
  manager: EntityManager,
  { placedBefore, now }: { placedBefore: Date; now: Date },
): Promise<number> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE mailbox_items SET forgotten_at = $2, sender = NULL, subject = NULL, body = NULL
     WHERE placed_at <= $1 AND forgotten_at IS NULL`,
    [placedBefore, now],
  );
  return count;
}

/** PROOF-5: what somebody wrote who was erased. Nothing is left to place by it. */
export async function forgetWritten(manager: EntityManager, addresses: string[], now: Date): Promise<void> {
  const keys = addresses.map((address) => address.toLowerCase());
  await manager.query(
    `UPDATE mailbox_items SET forgotten_at = $2, sender = NULL, subject = NULL, body = NULL,
       placed_at = COALESCE(placed_at, $2), placed_as = COALESCE(placed_as, 'erased'), placed_by = COALESCE(placed_by, 'erasure')
     WHERE forgotten_at IS NULL AND lower(sender) = ANY($1::text[])`,
    [keys, now],
  );
  await manager.query('DELETE FROM returned_mails WHERE lower(sender) = ANY($1::text[])', [keys]);
}

export async function countOverdue(manager: EntityManager, today: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM mailbox_items WHERE placed_at IS NULL AND deadline < $1::date',
    [today],
  );
  return row?.count ?? 0;
}
