import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { type Day, dayIn } from '#libs/calendar';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import { type Step, stateAfter } from '../announcements/announcement-state.ts';
import { lockWhole, type WholeAnnouncement } from '../announcements/whole-announcement.query.ts';
import { CityFacts } from './city-facts.ts';
import { ReleaseEntity } from './release.entity.ts';
import { missingForRelease } from './release-checks.ts';
import { voidRelease } from './void-release.query.ts';

/** The way from a release to its dispatch. */
@Injectable()
export class DueAnnouncements {
  constructor(private readonly city: CityFacts) {}

  /** The day that it is in the city. */
  today(now: Date): Day {
    return dayIn(this.city.timeZone, now);
  }

  /** @returns ids of released announcements whose time has come, the longest due first. */
  async due(manager: EntityManager, now: Date): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM announcements WHERE state = 'scheduled' AND scheduled_at <= $1 ORDER BY scheduled_at, id`,
      [now],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes one for its dispatch, once, inside the transaction that makes the dispatch. What would be sent is held against
   * what was released a last time (MSG-2): the sender may have changed since, or somebody wrote into the table. If it is not
   * the same, or the consultation is over by now (MSG-4), the release is voided and the announcement waits for a new one.
   * @returns undefined when there is nothing to send.
   */
  async take(manager: EntityManager, id: string, now: Date): Promise<WholeAnnouncement | undefined> {
    const whole = await lockWhole(manager, id);
    if (whole?.announcement.state !== 'scheduled') return undefined;
    const release = await manager.findOneBy(ReleaseEntity, { announcementId: id, voidedAt: IsNull() });
    const reason =
      release?.contentHash === whole.contentHash ? this.#obstacle(whole, now) : 'content-changed';
    if (!reason) {
      await this.#go('dispatch', whole, manager, now);
      return whole;
    }
    await voidRelease(manager, id, { reason, at: now });
    await this.#go('void', whole, manager, now);
    return undefined;
  }

  #obstacle({ texts, consultation }: WholeAnnouncement, now: Date): 'no-longer-fit' | undefined {
    const missing = missingForRelease({ texts, consultation, sendAt: now }, { now, ...this.city });
    return missing.length > 0 ? 'no-longer-fit' : undefined;
  }

  async #go(
    step: Step,
    { announcement }: WholeAnnouncement,
    manager: EntityManager,
    now: Date,
  ): Promise<void> {
    const state = stateAfter(announcement.state, step);
    const scheduledAt = state === 'dispatched' ? announcement.scheduledAt : null;
    await manager.update(AnnouncementEntity, { id: announcement.id }, { state, scheduledAt, updatedAt: now });
  }
}
