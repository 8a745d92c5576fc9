import type { EntityManager } from 'typeorm';

/** Up to where a mailbox was read. Numbers of another validity are another mailbox's (RFC 9051 section 2.3.1.1). */
export interface MailboxCheckpoint {
  uidValidity: string;
  lastUid: number;
}

/** Begins anew when the mailbox was made anew: then all that lies in it is read once more, which changes nothing twice. */
export async function checkpointOf(
  manager: EntityManager,
  mailbox: string,
  uidValidity: string,
): Promise<MailboxCheckpoint> {
  const [row] = await manager.query<{ lastUid: string }[]>(
    `INSERT INTO mailbox_checkpoints AS known (mailbox, uid_validity, last_uid) VALUES ($1, $2, 0)
     ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity,
       last_uid = CASE WHEN known.uid_validity = excluded.uid_validity THEN known.last_uid ELSE 0 END
     RETURNING last_uid AS "lastUid"`,
    [mailbox, uidValidity],
  );
  return { uidValidity, lastUid: Number(row?.lastUid ?? 0) };
}

/** In the transaction that keeps the mail. @returns false when another process was faster: then it is not ours to keep. */
export async function passUid(
  manager: EntityManager,
  mailbox: string,
  { uidValidity, lastUid }: MailboxCheckpoint,
): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE mailbox_checkpoints SET last_uid = $3 WHERE mailbox = $1 AND uid_validity = $2 AND last_uid < $3`,
    [mailbox, uidValidity, lastUid],
  );
  return count === 1;
}
