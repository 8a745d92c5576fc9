import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import {
  changedMeanwhile,
  incomplete,
  take,
  unknownAnnouncement,
} from '../announcements/announcement-problems.ts';
import type { Person } from '../announcements/announcement-state.ts';
import { lockWhole } from '../announcements/whole-announcement.query.ts';
import { CityFacts } from './city-facts.ts';
import { ReleaseEntity } from './release.entity.ts';
import { missingForRelease } from './release-checks.ts';

@Injectable()
export class ReleasesService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly city: CityFacts,
  ) {}

  /**
   * MSG-2: a second person releases exactly what they were shown, at the time that was chosen or at once.
   * @param shownHash of the content on the page that they pressed the button of.
   */
  async release(approver: Person, id: string, shownHash: string): Promise<void> {
    await this.corridor.act(async ({ manager }) => {
      const whole = await lockWhole(manager, id);
      if (!whole) throw unknownAnnouncement();
      const { announcement, content, contentHash } = whole;
      const state = take('release', approver, announcement);
      if (contentHash !== shownHash) throw changedMeanwhile();
      const now = this.clock.now();
      const { texts, consultation } = whole;
      const candidate = { texts, consultation, sendAt: announcement.sendAt };
      if (missingForRelease(candidate, { now, ...this.city }).length > 0) throw incomplete();
      await manager.insert(ReleaseEntity, {
        id: this.random.uuid(),
        announcementId: id,
        contentHash,
        content,
        authorSubject: announcement.authorSubject,
        approverSubject: approver.subject,
        approverName: approver.name,
        releasedAt: now,
      });
      const scheduledAt = announcement.sendAt ?? now;
      await manager.update(AnnouncementEntity, { id }, { state, scheduledAt, updatedAt: now });
    });
  }
}
