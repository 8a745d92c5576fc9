import type { EntityManager } from 'typeorm';

/** A mail that came back, as it came. */
export interface ReturnedMailRow {
  id: string;
  receivedAt: Date;
  /** Of the envelope; empty for `<>`. */
  sender: string;
  /** Of the envelope; from an IMAP mailbox, what its headers name. */
  recipients: string[];
  octets: Buffer;
  attempts: number;
}

/** Durable when the transaction is: whoever brought it may then be told so. */
export async function storeReturned(
  manager: EntityManager,
  { id, receivedAt, sender, recipients, octets }: Omit<ReturnedMailRow, 'attempts'>,
): Promise<void> {
  await manager.query(
    `INSERT INTO returned_mails (id, received_at, sender, recipients, octets, due_at) VALUES ($1, $2, $3, $4, $5, $2)`,
    [id, receivedAt, sender, recipients, octets],
  );
}

/** Takes one out, until the transaction ends for itself alone; it comes back when that fails. */
export async function takeReturned(manager: EntityManager, now: Date): Promise<ReturnedMailRow | undefined> {
  const [rows] = await manager.query<[ReturnedMailRow[], number]>(
    `DELETE FROM returned_mails WHERE id = (
       SELECT id FROM returned_mails WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, received_at AS "receivedAt", sender, recipients, octets, attempts`,
    [now],
  );
  return rows[0];
}

export async function postponeReturned(manager: EntityManager, id: string, dueAt: Date): Promise<void> {
  await manager.query('UPDATE returned_mails SET attempts = attempts + 1, due_at = $2 WHERE id = $1', [
    id,
    dueAt,
  ]);
}
