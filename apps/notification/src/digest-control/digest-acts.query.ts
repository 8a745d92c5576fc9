import type { EntityManager } from 'typeorm';

/** `stop` and `go-on` are about all digests, `withhold` and `tell` about one announcement in them. */
export const digestActs = ['stop', 'go-on', 'withhold', 'tell'] as const;
export type DigestAct = (typeof digestActs)[number];

export interface NewAct {
  act: DigestAct;
  announcementId: string | null;
  person: { subject: string; name: string };
  at: Date;
}

export interface KeptAct {
  act: DigestAct;
  announcementId: string | null;
  personName: string;
  actedAt: Date;
}

/** An expression of SQL: staff stopped all digests. It is read once a statement. */
export const ARE_STOPPED = `COALESCE((SELECT act = 'stop' FROM digest_acts WHERE announcement_id IS NULL
  ORDER BY number DESC LIMIT 1), false)`;

/** An expression of SQL over a row of `dispatches`: digests do not tell of it now, and may later. */
export const IS_HELD = "(dispatch.is_withheld OR dispatch.state IN ('paused', 'missed'))";

export async function areStopped(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ stopped: boolean }[]>(`SELECT ${ARE_STOPPED} AS stopped`);
  return row?.stopped ?? false;
}

export async function noteAct(manager: EntityManager, { act, announcementId, person, at }: NewAct) {
  await manager.query(
    `INSERT INTO digest_acts (act, announcement_id, person_subject, person_name, acted_at) VALUES ($1, $2, $3, $4, $5)`,
    [act, announcementId, person.subject, person.name, at],
  );
}

/** @returns false when that was done before. */
export async function withhold(manager: EntityManager, announcementId: string): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    'UPDATE dispatches SET is_withheld = true WHERE announcement_id = $1 AND NOT is_withheld',
    [announcementId],
  );
  return count === 1;
}

/** It comes out for digests anew, at a moment that none has passed: the audience must be held back. @returns false when it is told of. */
export async function tellAgain(manager: EntityManager, announcementId: string): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(
    `UPDATE dispatches SET is_withheld = false,
       out_moment = CASE WHEN out_moment IS NOT NULL THEN nextval('audience_moments') END
     WHERE announcement_id = $1 AND is_withheld`,
    [announcementId],
  );
  return count === 1;
}

/** The newest first, with names as they were then. */
export async function lastActs(manager: EntityManager, limit: number): Promise<KeptAct[]> {
  return manager.query<KeptAct[]>(
    `SELECT act, announcement_id AS "announcementId", person_name AS "personName", acted_at AS "actedAt"
     FROM digest_acts ORDER BY number DESC LIMIT $1`,
    [limit],
  );
}
