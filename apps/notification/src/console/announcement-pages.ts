import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource, In } from 'typeorm';
import { Clock } from '#libs/clock';
import { signedIn } from '#libs/identity';
import { Problem } from '#libs/problems';
import { inLanguage, Pages } from '#libs/site';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { AnnouncementTextEntity } from '../announcements/announcement-text.entity.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { StatementQuery } from '../dispatch/statement.query.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { ReleaseEntity } from '../releases/release.entity.ts';
import { announcementView } from './announcement-view.ts';

const LISTED = 100;

/** The pages on which staff read announcements. */
@Injectable()
export class AnnouncementPages {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly statements: StatementQuery,
  ) {}

  async list(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { manager } = this.dataSource;
    const language = this.pages.language(request);
    const listed = await manager.find(AnnouncementEntity, { order: { updatedAt: 'DESC' }, take: LISTED });
    const ids = listed.map(({ id }) => id);
    const texts = await manager.findBy(AnnouncementTextEntity, { announcementId: In(ids), language });
    const topics = await manager.find(TopicEntity);
    const statements = await this.statements.ofAnnouncements(ids);
    const announcements = listed.map((announcement) => {
      const subject = texts.find(({ announcementId }) => announcementId === announcement.id)?.subject;
      const topic = topics.find(({ slug }) => slug === announcement.topic);
      const dispatch = statements.find(({ announcementId }) => announcementId === announcement.id);
      return { ...announcement, subject, dispatch, topic: topic && inLanguage(topic.names, language) };
    });
    const isAuthor = signedIn(request)?.person.roles.includes('author');
    await this.pages.render(request, reply, {
      template: 'console/announcements.njk',
      data: { announcements, isAuthor },
    });
  }

  /** @param refused why the act was refused that this page is the answer to. */
  async show(request: FastifyRequest, reply: FastifyReply, id: string, refused?: Problem): Promise<void> {
    const session = signedIn(request);
    const whole = await findWhole(this.dataSource.manager, id);
    if (!whole || !session) throw unknownAnnouncement();
    const announcement = announcementView(whole, {
      release: await this.#lastRelease(id),
      person: session.person,
      city: this.pages.city,
      language: this.pages.language(request),
      now: this.clock.now(),
    });
    await this.pages.render(request, reply, {
      template: 'console/announcement.njk',
      data: { announcement, formToken: session.formToken },
      ...(refused && {
        status: refused.status,
        problems: [{ field: 'acts', message: `staff.refused.${refused.code}` }],
      }),
    });
  }

  async #lastRelease(announcementId: string): Promise<ReleaseEntity | null> {
    const [release = null] = await this.dataSource.manager.find(ReleaseEntity, {
      where: { announcementId },
      order: { releasedAt: 'DESC' },
      take: 1,
    });
    return release;
  }
}
