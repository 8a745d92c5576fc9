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

/** How much one claim takes. */
export interface Claim {
  /** Messages that one batch holds at most. */
  size: number;
  batches: number;
  /** Nothing is taken while so many messages are on their way there: they were published and are not acknowledged. */
  onWay: number;
}

const COLUMNS = 'outbox.id, kind, story_id AS "storyId", sealed';

/** Of a bigint. */
const HIGHEST = '9223372036854775807';

/**
 * The rows of a batch, each run of numbers read off the index by itself (OFFSET keeps it so): of an outbox, which is empty and full
 * in turns, the planner never knows enough. Nothing changes a row, so its ctid stays what it is.
 */
const HELD = (batch: string): string => `
  SELECT row.* FROM unnest(${batch}.sequences) AS run CROSS JOIN LATERAL (
    SELECT outbox.ctid, outbox.sequence, ${COLUMNS} FROM outbox
    WHERE outbox.recipient = ${batch}.recipient AND outbox.lane = ${batch}.lane
      AND outbox.sequence >= lower(run) AND outbox.sequence < upper(run) OFFSET 0) AS row`;

/**
 * A row of the outbox is written once and deleted once. Which rows are on their way is a set of their numbers for each batch: as
 * ranges, hundreds of messages are a few octets.
 */
@Injectable()
export class OutboxQuery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Takes rows that are not on their way and makes batches of them; what lies between those that are is all that is read. When several
   * processes claim at the same time, one of those who begin with the same row gets it. Who began with another may have rows of a
   * batch that it did not see yet: they are published twice, which the receiver's inbox makes harmless.
   */
  async claimNew({ recipient, lane }: Destination, { size, batches, onWay }: Claim): Promise<OutboxRow[]> {
    return this.dataSource.query<OutboxRow[]>(
      `WITH way AS MATERIALIZED (
         SELECT coalesce(range_agg(sequences), '{}') AS taken FROM outbox_batches WHERE recipient = $1 AND lane = $2
       ), next AS MATERIALIZED (
         SELECT row.*, (row_number() OVER (ORDER BY sequence) - 1) / $3::integer AS part
         FROM way CROSS JOIN unnest(int8multirange(int8range(0, NULL)) - taken) AS gap
         CROSS JOIN LATERAL (
           SELECT id, sequence, kind, story_id, sealed FROM outbox
           WHERE recipient = $1 AND lane = $2 AND sequence >= lower(gap) AND sequence < coalesce(upper(gap), $8)
           ORDER BY sequence LIMIT $4) AS row
         WHERE (SELECT coalesce(sum(upper(run) - lower(run)), 0) FROM unnest(taken) AS run) < $5
         ORDER BY sequence LIMIT $4
       ), batch AS (
         INSERT INTO outbox_batches (id, recipient, lane, sequences, published_at, attempts)
         SELECT CASE WHEN count(*) = 1 THEN (array_agg(id))[1] ELSE ($6::uuid[])[part + 1] END, $1, $2,
                range_agg(int8range(sequence, sequence, '[]')), $7::timestamptz, 1
         FROM next GROUP BY part
         ON CONFLICT DO NOTHING RETURNING id, sequences)
       SELECT next.id, kind, story_id AS "storyId", sealed, batch.id AS "batchId"
       FROM next JOIN batch ON sequence <@ sequences ORDER BY sequence`,
      [
        ...[recipient, lane, size, size * batches, onWay],
        Array.from({ length: batches }, () => this.random.uuid()),
        ...[this.clock.now(), HIGHEST],
      ],
    );
  }

  /** Takes batches again that were published longer ago than that and that nobody acknowledged, at most `limit`. */
  async claimOverdue(
    { recipient, lane }: Destination,
    { limit, seconds }: { limit: number; seconds: number },
  ): Promise<OutboxRow[]> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - seconds * 1000);
    const found = await this.dataSource.query<(Omit<OutboxRow, 'id'> & { id: string | null })[]>(
      `WITH due AS (
         UPDATE outbox_batches SET published_at = $1, attempts = attempts + 1
         WHERE id = ANY(ARRAY(
           SELECT id FROM outbox_batches WHERE recipient = $2 AND lane = $3 AND published_at < $4
           ORDER BY published_at LIMIT $5 FOR UPDATE SKIP LOCKED))
         RETURNING *)
       SELECT held.*, due.id AS "batchId" FROM due LEFT JOIN LATERAL (${HELD('due')}) AS held ON true ORDER BY held.sequence`,
      [now, recipient, lane, before, limit],
    );
    const rows = found.filter((row): row is OutboxRow => row.id !== null);
    const empty = found.filter(({ id }) => id === null).map(({ batchId }) => batchId);
    // Somebody deleted its rows by hand: nothing will ever acknowledge it.
    if (empty.length > 0) await this.acknowledge(empty);
    return rows;
  }

  /** They were claimed and could not be published: the next claim makes batches of them again. */
  async giveBack(rows: OutboxRow[]): Promise<void> {
    await this.dataSource.query('DELETE FROM outbox_batches WHERE id = ANY($1::uuid[])', [
      rows.map(({ batchId }) => batchId),
    ]);
  }

  /** @param ids of batches that were taken whole; of a message that travelled alone, its own. */
  async acknowledge(ids: string[]): Promise<void> {
    await this.dataSource.query(
      `WITH done AS (DELETE FROM outbox_batches WHERE id = ANY($1::uuid[]) RETURNING *)
       DELETE FROM outbox WHERE ctid = ANY(ARRAY(
         SELECT held.ctid FROM done CROSS JOIN LATERAL (${HELD('done')}) AS held))`,
      [ids],
    );
  }

  /**
   * Makes batches of one message each of a batch whose messages go on alone. They are due at once: some may have been taken before
   * this was heard, and only who publishes a message again hears of it again.
   */
  async fallApart(batchId: string): Promise<void> {
    await this.dataSource.query(
      `WITH whole AS (DELETE FROM outbox_batches WHERE id = $1 RETURNING *)
       INSERT INTO outbox_batches (id, recipient, lane, sequences, published_at, attempts)
       SELECT held.id, recipient, lane, int8multirange(int8range(held.sequence, held.sequence, '[]')), 'epoch', attempts
       FROM whole CROSS JOIN LATERAL (${HELD('whole')}) AS held
       ON CONFLICT DO NOTHING`,
      [batchId],
    );
  }
}
