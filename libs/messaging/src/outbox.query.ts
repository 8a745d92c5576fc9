import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import type { Lane, Service } from '#libs/contracts';
import type { Envelope } from './envelope.ts';

export interface OutboxRow extends Envelope {
  recipient: Service;
  lane: Lane;
}

@Injectable()
export class OutboxQuery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes rows that were never published, or published too long ago, urgent ones first. Several processes may claim at
   * the same time: none takes another's row.
   */
  async claim(limit: number, republishSeconds: number): Promise<OutboxRow[]> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - republishSeconds * 1000);
    const [rows] = await this.dataSource.query<[OutboxRow[], number]>(
      `UPDATE outbox SET published_at = $1, attempts = attempts + 1
       WHERE id IN (
         SELECT id FROM outbox WHERE published_at IS NULL OR published_at < $2
         ORDER BY (lane = 'urgent') DESC, sequence LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING id, recipient, lane, kind, story_id AS "storyId", sealed`,
      [now, before, limit],
    );
    return rows;
  }

  async acknowledge(ids: string[]): Promise<void> {
    await this.dataSource.query('DELETE FROM outbox WHERE id = ANY($1::uuid[])', [ids]);
  }
}
