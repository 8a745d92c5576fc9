import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { AnnouncementReleasedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import {
  changedMeanwhile,
  incomplete,
  take,
  unknownAnnouncement,
} from '../announcements/announcement-problems.ts';
import type { Person } from '../announcements/announcement-state.ts';
import { lockWhole, type WholeAnnouncement } from '../announcements/whole-announcement.query.ts';
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
    await this.corridor.act(async ({ manager, post }) => {
      const whole = await lockWhole(manager, id);
      if (!whole) throw unknownAnnouncement();
      const { announcement, content, contentHash } = whole;
      const state = take('release', approver, announcement);
      if (contentHash !== shownHash) throw changedMeanwhile();
      const now = this.clock.now();
      const { texts, consultation } = whole;
      const candidate = { texts, consultation, sendAt: announcement.sendAt };
      if (missingForRelease(candidate, { now, ...this.city }).length > 0) throw incomplete();
      const release = {
        id: this.random.uuid(),
        announcementId: id,
        contentHash,
        content,
        authorSubject: announcement.authorSubject,
        approverSubject: approver.subject,
        approverName: approver.name,
        releasedAt: now,
      };
      await manager.insert(ReleaseEntity, release);
      post(releasedMessage(release, whole));
      const scheduledAt = announcement.sendAt ?? now;
      await manager.update(AnnouncementEntity, { id }, { state, scheduledAt, updatedAt: now });
    });
  }
}

function releasedMessage(
  release: Omit<ReleaseEntity, 'voidedAt' | 'voidReason'>,
  { topic, texts }: WholeAnnouncement,
): AnnouncementReleasedV1 {
  const { announcementId, contentHash, authorSubject, approverSubject } = release;
  return Object.assign(new AnnouncementReleasedV1(), {
    eventId: release.id,
    announcementId,
    topic: topic.slug,
    contentHash,
    subjects: Object.fromEntries(Object.entries(texts).map(([language, { subject }]) => [language, subject])),
    authorSubject,
    approverSubject,
    releasedAt: release.releasedAt.toISOString(),
  });
}
