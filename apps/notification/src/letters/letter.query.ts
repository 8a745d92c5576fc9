import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { LeasedLetter } from './letter.ts';
import type { LetterOutcome } from './letter-outcome.ts';

/** Leases are the database's business: its clock is the one that all senders share. */
const FREE = `(state = 'due' AND due_at <= $1 OR state = 'leased' AND leased_until < clock_timestamp())`;

@Injectable()
export class LetterQuery {
  constructor(private readonly dataSource: DataSource) {}

  /** Keys `<id>.<attempts>` of letters that are due and that nobody works at. */
  async due(now: Date, limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ key: string }[]>(
      `SELECT id || '.' || attempts AS key FROM letters WHERE ${FREE} ORDER BY due_at LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ key }) => key);
  }

  /** @returns undefined when somebody else has it, or it is decided. */
  async lease(key: string, now: Date, leaseSeconds: number): Promise<LeasedLetter | undefined> {
    const [id, attempts] = key.split('.');
    const [rows] = await this.dataSource.query<[LeasedLetter[], number]>(
      `UPDATE letters SET state = 'leased', attempts = attempts + 1,
         leased_until = clock_timestamp() + $4 * interval '1 second'
       WHERE id = $2 AND attempts = $3 AND ${FREE}
       RETURNING id, kind, resident_id AS "residentId", address, language, sealed, message_id AS "messageId",
         story_id AS "storyId", attempts, expires_at AS "expiresAt"`,
      [now, id, attempts, leaseSeconds],
    );
    return rows[0];
  }

  async renew({ id, attempts }: LeasedLetter, leaseSeconds: number): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE letters SET leased_until = clock_timestamp() + $3 * interval '1 second'
       WHERE id = $1 AND attempts = $2 AND state = 'leased'`,
      [id, attempts, leaseSeconds],
    );
    return count === 1;
  }

  /** Address and content go with the decision: the letter is all that they were kept for. */
  async settle({ id, attempts }: LeasedLetter, outcome: LetterOutcome, now: Date): Promise<void> {
    const { state, reason = null } = outcome;
    const isDue = outcome.state === 'due';
    await this.dataSource.query(
      `UPDATE letters SET state = $3, reason = $4, leased_until = NULL,
         due_at = COALESCE($5, due_at), decided_at = $6,
         address = CASE WHEN $7 THEN address END, sealed = CASE WHEN $7 THEN sealed END
       WHERE id = $1 AND attempts = $2 AND state = 'leased'`,
      [id, attempts, state, reason, isDue ? outcome.dueAt : null, isDue ? null : now, isDue],
    );
  }
}
