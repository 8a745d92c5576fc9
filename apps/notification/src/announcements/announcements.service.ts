import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { CityFacts } from '../releases/city-facts.ts';
import { missingForRelease } from '../releases/release-checks.ts';
import { voidRelease } from '../releases/void-release.query.ts';
import { AnnouncementEntity } from './announcement.entity.ts';
import type { AnnouncementDraft } from './announcement-draft.ts';
import { incomplete, notYours, take, unknownAnnouncement } from './announcement-problems.ts';
import type { Act, Person } from './announcement-state.ts';
import { AnnouncementTextEntity } from './announcement-text.entity.ts';
import { lockWhole, type WholeAnnouncement } from './whole-announcement.query.ts';

/** What people do to announcements, but for the release. */
@Injectable()
export class AnnouncementsService {
  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly city: CityFacts,
  ) {}

  /** @returns the new announcement's id. */
  async write(author: Person, draft: AnnouncementDraft): Promise<string> {
    if (!author.roles.includes('author')) throw notYours();
    const id = this.random.uuid();
    const now = this.clock.now();
    await this.corridor.act(async ({ manager }) => {
      await manager.insert(AnnouncementEntity, {
        id,
        state: 'draft',
        authorSubject: author.subject,
        authorName: author.name,
        createdAt: now,
        updatedAt: now,
        ...decided(draft),
      });
      await saveTexts(manager, id, draft);
    });
    return id;
  }

  /** Makes it a draft again, and voids a release that it had (MSG-2). */
  async edit(author: Person, id: string, draft: AnnouncementDraft): Promise<void> {
    await this.#act('edit', author, id, async (manager) => {
      await saveTexts(manager, id, draft);
      await voidRelease(manager, id, { reason: 'edited', at: this.clock.now() });
      return { ...decided(draft), scheduledAt: null };
    });
  }

  /** Asks for a release. */
  async submit(author: Person, id: string): Promise<void> {
    await this.#act('submit', author, id, async (_manager, { announcement, texts, consultation }) => {
      const candidate = { texts, consultation, sendAt: announcement.sendAt };
      const missing = missingForRelease(candidate, { now: this.clock.now(), ...this.city });
      if (missing.length > 0) throw incomplete();
      return {};
    });
  }

  /** Possible until its dispatch begins. */
  async cancel(person: Person, id: string): Promise<void> {
    await this.#act('cancel', person, id, async (manager) => {
      await voidRelease(manager, id, { reason: 'cancelled', at: this.clock.now() });
      return { scheduledAt: null };
    });
  }

  async #act(act: Act, person: Person, id: string, work: Work): Promise<void> {
    await this.corridor.act(async ({ manager }) => {
      const whole = await lockWhole(manager, id);
      if (!whole) throw unknownAnnouncement();
      const state = take(act, person, whole.announcement);
      const changes = await work(manager, whole);
      await manager.update(AnnouncementEntity, { id }, { ...changes, state, updatedAt: this.clock.now() });
    });
  }
}

/** @returns what changes beside the state: the table holds that only a released announcement has a time. */
type Work = (manager: EntityManager, whole: WholeAnnouncement) => Promise<Partial<AnnouncementEntity>>;

function decided({ topic, consultation, sendAt }: AnnouncementDraft): Partial<AnnouncementEntity> {
  return { topic, consultation, sendAt };
}

async function saveTexts(
  manager: EntityManager,
  announcementId: string,
  { texts }: AnnouncementDraft,
): Promise<void> {
  await manager.delete(AnnouncementTextEntity, { announcementId });
  const rows = Object.entries(texts).map(([language, text]) => ({ announcementId, language, ...text }));
  await manager.insert(AnnouncementTextEntity, rows);
}
