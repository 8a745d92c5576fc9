import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotificationSettings } from '../settings.ts';
import type { LeasedBatch } from './dispatch.ts';

/**
 * Nobody works at it, and it may be worked at. Leases are the database's business: its clock is the one that all senders share.
 * A dispatch that no service saw for long is not begun again even in the moment before that is noticed (SEND-7).
 */
const free = (now: string, missedAfterMinutes: string) => `batch.state = 'open' AND batch.due_at <= ${now}
  AND (batch.leased_until IS NULL OR batch.leased_until < clock_timestamp()) AND dispatch.state = 'running'
  AND dispatch.seen_at >= ${now}::timestamptz - ${missedAfterMinutes} * interval '1 minute'`;

@Injectable()
export class BatchQuery {
  readonly leaseSeconds: number;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: NotificationSettings,
  ) {
    this.leaseSeconds = settings.leaseSeconds;
  }

  /** Keys `<id>.<epoch>` of batches that are due and that nobody works at, the oldest dispatch first. */
  async due(now: Date, limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ key: string }[]>(
      `SELECT batch.id || '.' || batch.epoch AS key
       FROM batches AS batch JOIN dispatches AS dispatch ON dispatch.id = batch.dispatch_id
       WHERE ${free('$1', '$3')} ORDER BY dispatch.planned_at, batch.due_at, batch.number LIMIT $2`,
      [now, limit, this.settings.missedAfterMinutes],
    );
    return rows.map(({ key }) => key);
  }

  /** @returns undefined when somebody else has it, or nothing is to be done. */
  async lease(key: string, now: Date): Promise<LeasedBatch | undefined> {
    const [id, epoch] = key.split('.');
    const [rows] = await this.dataSource.query<[LeasedBatch[], number]>(
      `UPDATE batches AS batch
       SET epoch = batch.epoch + 1, leased_until = clock_timestamp() + $4 * interval '1 second'
       FROM dispatches AS dispatch
       WHERE batch.id = $2 AND batch.epoch = $3 AND dispatch.id = batch.dispatch_id AND ${free('$1', '$5')}
       RETURNING batch.id, batch.epoch, batch.dispatch_id AS "dispatchId",
         dispatch.announcement_id AS "announcementId", dispatch.content_hash AS "contentHash", dispatch.topic,
         batch.first_resident AS "firstResident", batch.last_resident AS "lastResident",
         dispatch.message_key AS "messageKey", dispatch.window_ends_at AS "windowEndsAt", batch.troubles,
         $1::timestamptz AS "leasedAt"`,
      [now, id, epoch, this.leaseSeconds, this.settings.missedAfterMinutes],
    );
    return rows[0];
  }

  async renew({ id, epoch }: LeasedBatch): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE batches SET leased_until = clock_timestamp() + $3 * interval '1 second'
       WHERE id = $1 AND epoch = $2 AND state = 'open'`,
      [id, epoch, this.leaseSeconds],
    );
    return count === 1;
  }

  /**
   * Gives the lease back. The batch is done once each of its residents has an outcome; else it is due at `dueAt`, or when
   * the first of its deferred mails is.
   * @returns what is left to do, undefined when the lease was lost.
   */
  async giveBack(
    { id, epoch, dispatchId, firstResident, lastResident }: LeasedBatch,
    { now, dueAt, troubles }: { now: Date; dueAt?: Date; troubles: number },
  ): Promise<{ toDo: number; deferred: number } | undefined> {
    const [rows] = await this.dataSource.query<[{ toDo: number; deferred: number }[], number]>(
      `UPDATE batches AS batch SET leased_until = NULL, troubles = $8,
         state = CASE WHEN outcome.decided = batch.size THEN 'done' ELSE 'open' END,
         due_at = COALESCE($7, outcome.next_at, $6::timestamptz + interval '1 minute')
       FROM (SELECT count(decided_at)::integer AS decided, min(due_at) AS next_at,
               (count(*) FILTER (WHERE state = 'deferred'))::integer AS deferred
             FROM deliveries WHERE dispatch_id = $3 AND resident_id BETWEEN $4 AND $5) AS outcome
       WHERE batch.id = $1 AND batch.epoch = $2
       RETURNING batch.size - outcome.decided AS "toDo", outcome.deferred`,
      [id, epoch, dispatchId, firstResident, lastResident, now, dueAt, troubles],
    );
    return rows[0];
  }
}
