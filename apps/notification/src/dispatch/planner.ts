import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { tellArchived } from '../archive/tell-archived.ts';
import { freezeAudience } from '../audience/audience-lock.query.ts';
import { endPauses } from '../audience/pauses.query.ts';
import { countSuppressed } from '../audience/suppress.query.ts';
import { DueAnnouncements } from '../releases/due-announcements.ts';
import { NotificationSettings } from '../settings.ts';
import { makeDispatch } from './dispatch.query.ts';
import { windowEnd } from './retry-window.ts';

const MINUTE = 60_000;

/** Makes dispatches of released announcements whose time has come. */
@Injectable()
export class Planner {
  constructor(
    private readonly corridor: Corridor,
    private readonly dueAnnouncements: DueAnnouncements,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * @returns how many dispatches were made.
   * @throws what went wrong with one of them, once all were tried: the others must not wait for it.
   */
  async plan(): Promise<number> {
    const now = this.clock.now();
    const due = await this.corridor.act(async ({ manager }) => {
      await endPauses(manager, this.dueAnnouncements.today(now));
      return this.dueAnnouncements.due(manager, now);
    });
    const failures: unknown[] = [];
    let made = 0;
    for (const id of due) {
      await this.#makeDispatch(id, now).then(
        (isMade) => {
          made += isMade ? 1 : 0;
        },
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0)
      throw new Error('an announcement could not be dispatched', { cause: failures[0] });
    return made;
  }

  /** The announcement's step, the audience and its batches are one transaction: all of it, once, or nothing. */
  async #makeDispatch(announcementId: string, plannedAt: Date): Promise<boolean> {
    const { batchSize, missedAfterMinutes } = this.settings;
    return this.corridor.act(async ({ manager, post }) => {
      const whole = await this.dueAnnouncements.take(manager, announcementId, plannedAt);
      if (!whole) return false;
      const scheduledAt = whole.announcement.scheduledAt ?? plannedAt;
      // SEND-7: after a long outage or a restore a person says whether it still should go.
      const isMissed = plannedAt.getTime() - scheduledAt.getTime() > missedAfterMinutes * MINUTE;
      const topic = whole.topic.slug;
      await freezeAudience(manager, topic);
      const dispatch = {
        id: this.random.uuid(),
        announcementId,
        topic,
        contentHash: whole.contentHash,
        state: isMissed ? 'missed' : 'running',
        messageKey: this.random.bytes(32),
        scheduledAt,
        plannedAt,
        windowEndsAt: await windowEnd(manager, this.settings, { from: plannedAt, topic }),
      } as const;
      await makeDispatch(manager, dispatch, batchSize);
      await countSuppressed(manager, dispatch, plannedAt);
      await tellArchived({ manager, post }, announcementId);
      return true;
    });
  }
}
