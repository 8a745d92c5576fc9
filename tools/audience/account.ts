import type { Client } from 'pg';

/** What the database says of one dispatch (SEND-2). */
export interface Account {
  dispatchId: string;
  state: string;
  /** Why it is paused. */
  reason: string | null;
  audience: number;
  plannedAt: Date;
  finishedAt: Date | null;
  /** Counted by the database when it finished; null before. */
  accepted: number | null;
  suppressed: number | null;
  failed: number | null;
  uncertain: number | null;
}

/** @returns undefined before the dispatch is planned. */
export async function readAccount(owner: Client, announcementId: string): Promise<Account | undefined> {
  const { rows } = await owner.query<Account>(
    `SELECT id AS "dispatchId", state, reason, audience, planned_at AS "plannedAt", finished_at AS "finishedAt",
       accepted, suppressed, failed, uncertain
     FROM notification.dispatches WHERE announcement_id = $1`,
    [announcementId],
  );
  return rows[0];
}

/** @returns what is wrong with the statement, in words; nothing when everyone is accounted for. */
export function faultsOfAccount({ state, audience, ...counts }: Account): string[] {
  if (state !== 'finished') return [`the dispatch is ${state}, not finished`];
  const { accepted, suppressed, failed, uncertain } = counts;
  const sum = Number(accepted) + Number(suppressed) + Number(failed) + Number(uncertain);
  return sum === audience ? [] : [`${audience} were in the audience and ${sum} are accounted for`];
}
