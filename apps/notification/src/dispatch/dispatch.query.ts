import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DispatchFinishedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { tellArchived } from '../archive/tell-archived.ts';
import { freezeAudience } from '../audience/audience-lock.query.ts';
import { beginHandover } from '../manifests/handover.query.ts';
import { manifestPages } from '../manifests/manifest.query.ts';
import { hashManifest } from '../manifests/manifest.ts';
import { noteSeen } from '../rates/rates.query.ts';
import { type WindowSettings, windowEnd } from './retry-window.ts';

export interface NewDispatch {
  id: string;
  announcementId: string;
  topic: string;
  contentHash: string;
  state: 'running' | 'missed';
  messageKey: Buffer;
  scheduledAt: Date;
  plannedAt: Date;
  windowEndsAt: Date;
}

/**
 * Freezes the audience, those who are told as it happens: ranges of resident ids, and the moment up to which they joined. Beside
 * it, how many get it in a digest, and how many are paused. The audience must be held back meanwhile (`freezeAudience`), so that
 * counts, ranges and moment tell of the same residents.
 */
export async function makeDispatch(
  manager: EntityManager,
  dispatch: NewDispatch,
  batchSize: number,
): Promise<void> {
  const { id, announcementId, topic, contentHash, state, messageKey } = dispatch;
  const { scheduledAt, plannedAt, windowEndsAt } = dispatch;
  await manager.query(
    `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, scheduled_at,
       planned_at, window_ends_at, seen_at, moment, out_moment, audience, in_digests, paused)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9, $8, now.moment,
       CASE WHEN $5 <> 'missed' THEN now.moment END, at_once.count, others.in_digests, others.paused
     FROM (SELECT nextval('audience_moments') AS moment) AS now,
       (SELECT count(*) FROM audience WHERE topic = $3 AND joined IS NOT NULL) AS at_once,
       (SELECT count(*) FILTER (WHERE paused_until IS NULL) AS in_digests, count(paused_until) AS paused
        FROM audience WHERE topic = $3 AND active AND joined IS NULL) AS others`,
    [id, announcementId, topic, contentHash, state, messageKey, scheduledAt, plannedAt, windowEndsAt],
  );
  await manager.query(
    `INSERT INTO batches (id, dispatch_id, number, first_resident, last_resident, size, state, due_at)
     SELECT gen_random_uuid(), $1, number, min(resident_id::text)::uuid, max(resident_id::text)::uuid,
       count(*), 'open', $4
     FROM (SELECT resident_id, (row_number() OVER (ORDER BY resident_id) - 1) / $3 AS number
           FROM audience WHERE topic = $2 AND joined IS NOT NULL) AS member
     GROUP BY number`,
    [id, topic, batchSize, plannedAt],
  );
}

/** How dispatches go on, stop and end. */
@Injectable()
export class DispatchQuery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
  ) {}

  /** SEND-7: those that no service saw for so long wait for a person. */
  async setMissed(unseenSince: Date): Promise<string[]> {
    const [rows] = await this.dataSource.query<[{ id: string }[], number]>(
      `UPDATE dispatches SET state = 'missed' WHERE state = 'running' AND seen_at < $1 RETURNING id`,
      [unseenSince],
    );
    return rows.map(({ id }) => id);
  }

  /** Notes that a service is alive; twice a minute is enough. */
  async see(now: Date): Promise<void> {
    await this.dataSource.query(
      `UPDATE dispatches SET seen_at = $1
       WHERE state = 'running' AND seen_at < $1::timestamptz - interval '30 seconds'`,
      [now],
    );
  }

  async pause(id: string, reason: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE dispatches SET state = 'paused', reason = $2 WHERE id = $1 AND state = 'running'`,
      [id, reason],
    );
    return count === 1;
  }

  /**
   * It comes out now, or goes on, and digests tell of it to whom none has told: a moment that no digest has passed, so the audience is
   * held back.
   */
  async resume(id: string, { now, window }: { now: Date; window: WindowSettings }): Promise<boolean> {
    return this.corridor.act(async ({ manager, post }) => {
      const [dispatch] = await manager.query<{ topic: string }[]>(
        'SELECT topic FROM dispatches WHERE id = $1',
        [id],
      );
      if (!dispatch) return false;
      await freezeAudience(manager, dispatch.topic);
      const windowEndsAt = await windowEnd(manager, window, { from: now });
      const [rows] = await manager.query<[{ announcementId: string }[], number]>(
        `UPDATE dispatches SET state = 'running', reason = NULL, seen_at = $2,
           window_ends_at = GREATEST(window_ends_at, $3),
           out_moment = nextval('audience_moments')
         WHERE id = $1 AND state IN ('paused', 'missed')
         RETURNING announcement_id AS "announcementId"`,
        [id, now, windowEndsAt],
      );
      for (const { announcementId } of rows) {
        await noteSeen(manager, id, now);
        await tellArchived({ manager, post }, announcementId);
      }
      return rows.length === 1;
    });
  }

  /** Running, and nothing is left to do. */
  async ready(): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM dispatches AS dispatch WHERE state = 'running' AND NOT EXISTS (
         SELECT 1 FROM batches WHERE dispatch_id = dispatch.id AND batches.state = 'open')`,
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Ends one that is through, tells the ledger what it relied on, and begins to hand the manifest over. The manifest is made before the transaction: every
   * outcome is decided by then and changes no more, and nobody waits at the row while millions are read.
   * @throws Error of the database when not everyone is accounted for (SEND-2).
   */
  async finish(id: string, now: Date): Promise<void> {
    const manifest = await hashManifest(manifestPages(this.dataSource.manager, id));
    await this.corridor.act(async ({ manager, post }) => {
      const [rows] = await manager.query<[FinishedRow[], number]>(
        `UPDATE dispatches SET state = 'finished', finished_at = $2 WHERE id = $1 AND state = 'running'
         RETURNING id AS "dispatchId", announcement_id AS "announcementId", topic, content_hash AS "contentHash",
           audience, accepted, suppressed, failed, uncertain, planned_at AS "plannedAt"`,
        [id, now],
      );
      // Nobody sends it any more, so nobody needs to hear who left.
      await manager.query('DELETE FROM revocations WHERE dispatch_id = $1', [id]);
      // Of a sender that noted them in the moment in which it lost its lease.
      await manager.query('DELETE FROM intents WHERE dispatch_id = $1', [id]);
      for (const { plannedAt, ...facts } of rows) {
        const times = { plannedAt: plannedAt.toISOString(), finishedAt: now.toISOString() };
        post(Object.assign(new DispatchFinishedV1(), { ...facts, ...times, manifest }));
        await beginHandover(manager, { ...facts, manifest, at: now });
      }
    });
  }
}

type FinishedRow = Omit<DispatchFinishedV1, 'manifest' | 'plannedAt' | 'finishedAt'> & { plannedAt: Date };
