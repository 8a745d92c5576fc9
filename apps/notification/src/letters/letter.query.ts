import type { DataSource } from 'typeorm';
import { ARE_STOPPED } from '../digest-control/digest-acts.query.ts';
import type { Leased, LeasedLetter } from './letter.ts';
import type { LetterOutcome } from './letter-outcome.ts';

/** Leases are the database's business: its clock is the one that all senders share. */
const FREE = `(state = 'due' AND due_at <= $1 OR state = 'leased' AND leased_until < clock_timestamp())`;

/** Letters are leased, tried and decided alike, wherever they are kept. */
export interface LetterTable {
  name: 'letters' | 'digests';
  /** Columns that only these have, as a lease gives them. */
  own: string;
  /** Of SQL: none is worked at while it is true. */
  isStopped?: string;
  /** Changes beside the outcome, for one that was not even tried. */
  untried?: string;
  /** Columns that go with the decision: the letter is all that they were kept for. */
  forgotten: readonly string[];
}

export const LETTERS: LetterTable = {
  name: 'letters',
  own: 'kind, resident_id AS "residentId", sealed, attempts AS tries',
  forgotten: ['address', 'sealed'],
};

export const DIGESTS: LetterTable = {
  name: 'digests',
  own: `'digest' AS kind, attempts - put_off AS tries`,
  isStopped: ARE_STOPPED,
  untried: 'put_off = put_off + 1',
  forgotten: ['address'],
};

export class LetterQuery<L extends Leased = LeasedLetter> {
  readonly #isFree: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly table: LetterTable,
  ) {
    this.#isFree = table.isStopped ? `${FREE} AND NOT ${table.isStopped}` : FREE;
  }

  /** Keys `<id>.<attempts>` of letters that are due and that nobody works at. */
  async due(now: Date, limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ key: string }[]>(
      `SELECT id || '.' || attempts AS key FROM ${this.table.name} WHERE ${this.#isFree} ORDER BY due_at LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ key }) => key);
  }

  /** @returns undefined when somebody else has it, or it is decided. */
  async lease(key: string, now: Date, leaseSeconds: number): Promise<L | undefined> {
    const [id, attempts] = key.split('.');
    const [rows] = await this.dataSource.query<[L[], number]>(
      `UPDATE ${this.table.name} SET state = 'leased', attempts = attempts + 1,
         leased_until = clock_timestamp() + $4 * interval '1 second'
       WHERE id = $2 AND attempts = $3 AND ${this.#isFree}
       RETURNING id, address, language, message_id AS "messageId", story_id AS "storyId", attempts,
         expires_at AS "expiresAt", ${this.table.own}`,
      [now, id, attempts, leaseSeconds],
    );
    return rows[0];
  }

  async renew({ id, attempts }: Leased, leaseSeconds: number): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE ${this.table.name} SET leased_until = clock_timestamp() + $3 * interval '1 second'
       WHERE id = $1 AND attempts = $2 AND state = 'leased'`,
      [id, attempts, leaseSeconds],
    );
    return count === 1;
  }

  async settle({ id, attempts }: Leased, outcome: LetterOutcome, now: Date): Promise<void> {
    const { state, reason = null } = outcome;
    const isDue = outcome.state === 'due';
    const { name, untried, forgotten } = this.table;
    const isUntried = outcome.state === 'due' && outcome.isUntried && untried !== undefined;
    const changes = forgotten.map((column) => `${column} = CASE WHEN $7 THEN ${column} END`);
    await this.dataSource.query(
      `UPDATE ${name} SET state = $3, reason = $4, leased_until = NULL,
         due_at = COALESCE($5, due_at), decided_at = $6,
         ${[...changes, ...(isUntried ? [untried] : [])].join(', ')}
       WHERE id = $1 AND attempts = $2 AND state = 'leased'`,
      [id, attempts, state, reason, isDue ? outcome.dueAt : null, isDue ? null : now, isDue],
    );
  }
}
