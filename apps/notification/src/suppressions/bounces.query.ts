import type { EntityManager } from 'typeorm';
import type { CountedBounce } from './suppression-rule.ts';

export interface NewBounce {
  /** Of the dispatch or the letter. */
  mailId: string;
  residentId: string;
  weight: CountedBounce['weight'];
  reason: string;
  bouncedAt: Date;
}

/** Kept beside the delivery, whose outcome stays what it was. A mail bounces once. @returns false for a repeat. */
export async function insertBounce(manager: EntityManager, bounce: NewBounce): Promise<boolean> {
  const { mailId, residentId, weight, reason, bouncedAt } = bounce;
  const rows = await manager.query<unknown[]>(
    `INSERT INTO bounces (mail_id, resident_id, weight, reason, bounced_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING mail_id`,
    [mailId, residentId, weight, reason.slice(0, 40), bouncedAt],
  );
  return rows.length === 1;
}

/** The newest of a resident; older ones decide nothing. */
export async function bouncesOf(manager: EntityManager, residentId: string): Promise<CountedBounce[]> {
  return manager.query(
    `SELECT weight, bounced_at AS at FROM bounces WHERE resident_id = $1 ORDER BY bounced_at DESC LIMIT 100`,
    [residentId],
  );
}

/** @returns false for a repeat. */
export async function insertComplaint(
  manager: EntityManager,
  { mailId, residentId, complainedAt }: { mailId: string; residentId: string; complainedAt: Date },
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO complaints (mail_id, resident_id, complained_at) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING mail_id`,
    [mailId, residentId, complainedAt],
  );
  return rows.length === 1;
}
