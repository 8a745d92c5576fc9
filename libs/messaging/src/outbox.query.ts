import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import type { Lane, Service } from '#libs/contracts';
import type { Envelope } from './envelope.ts';

/** Where messages of one sort go: each has a queue of its own. */
export interface Destination {
  recipient: Service;
  lane: Lane;
}

export interface OutboxRow extends Envelope {
  batchId: string;
}

const COLUMNS = 'id, kind, story_id AS "storyId", sealed, batch_id AS "batchId"';

@Injectable()
export class OutboxQuery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Takes rows that were never published, at most `limit`, and makes one batch of them. Several processes may claim at the same
   * time: none takes another's row. By ctid, which cannot change under the lock: joined by id, the planner reads the whole table
   * when it knows too little of it, and of an outbox it never knows enough.
   */
  async claimNew({ recipient, lane }: Destination, limit: number): Promise<OutboxRow[]> {
    const [rows] = await this.dataSource.query<[OutboxRow[], number]>(
      `UPDATE outbox SET published_at = $1, batch_id = $2, attempts = attempts + 1
       WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM outbox WHERE recipient = $3 AND lane = $4 AND published_at IS NULL
         ORDER BY sequence LIMIT $5 FOR UPDATE SKIP LOCKED))
       RETURNING ${COLUMNS}, sequence`,
      [this.clock.now(), this.random.uuid(), recipient, lane, limit],
    );
    return inOrder(rows);
  }

  /** How many messages are on their way there, counted up to `most`: rows that were published and are not acknowledged. */
  async countOnWay({ recipient, lane }: Destination, most: number): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (
         SELECT 1 FROM outbox WHERE recipient = $1 AND lane = $2 AND published_at IS NOT NULL LIMIT $3) AS on_way`,
      [recipient, lane, most],
    );
    return row?.count ?? 0;
  }

  /** Takes rows again that were published longer ago than that and that nobody acknowledged; they keep their batch. */
  async claimOverdue(
    { recipient, lane }: Destination,
    { limit, seconds }: { limit: number; seconds: number },
  ): Promise<OutboxRow[]> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - seconds * 1000);
    const [rows] = await this.dataSource.query<[OutboxRow[], number]>(
      `UPDATE outbox SET published_at = $1, attempts = attempts + 1
       WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM outbox WHERE recipient = $2 AND lane = $3 AND published_at < $4
         ORDER BY published_at LIMIT $5 FOR UPDATE SKIP LOCKED))
       RETURNING ${COLUMNS}, sequence`,
      [now, recipient, lane, before, limit],
    );
    return inOrder(rows);
  }

  /** They were claimed and could not be published: the next claim makes a batch of them again. */
  async giveBack(rows: OutboxRow[]): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET published_at = NULL WHERE id = ANY($1::uuid[])', [
      rows.map(({ id }) => id),
    ]);
  }

  /** @param ids of messages, or of batches that were taken whole. */
  async acknowledge(ids: string[]): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM outbox WHERE id = ANY(ARRAY(
         SELECT unnest($1::uuid[]) UNION ALL SELECT id FROM outbox WHERE batch_id = ANY($1::uuid[])))`,
      [ids],
    );
  }
}

/** UPDATE returns rows in any order; bigint comes as text. */
function inOrder(rows: (OutboxRow & { sequence?: string })[]): OutboxRow[] {
  return rows.sort((one, other) => Number(one.sequence) - Number(other.sequence));
}
