import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import type { AnnouncementDraft } from '../announcements/announcement-draft.ts';
import { AnnouncementTextEntity } from '../announcements/announcement-text.entity.ts';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { ConsultationEntity } from '../consultations/consultation.entity.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { type IdleStaff, openStaff, PLAN, person } from '../staff.testing.ts';
import { DueAnnouncements } from './due-announcements.ts';
import { ReleaseEntity } from './release.entity.ts';
import { ReleasesService } from './releases.service.ts';

const NOW = '2026-03-02T15:00:00.000Z';
const LATER = '2026-03-03T14:00:00.000Z';

const ada = person('Ada', 'author', 'approver');
const bo = person('Bo', 'approver');
const cy = person('Cy', 'author', 'operator');

const texts = {
  en: { subject: 'Meetings', body: 'Come, please.' },
  fr: { subject: 'Réunions', body: 'Venez, s’il vous plaît.' },
};
const draft = (changes: Partial<AnnouncementDraft> = {}): AnnouncementDraft => ({
  topic: PLAN,
  consultation: null,
  sendAt: null,
  texts,
  ...changes,
});

describe('a release', () => {
  let staff: IdleStaff;
  let announcements: AnnouncementsService;
  let releases: ReleasesService;
  let dueAnnouncements: DueAnnouncements;
  beforeAll(async () => {
    staff = await openStaff();
    announcements = staff.app.get(AnnouncementsService);
    releases = staff.app.get(ReleasesService);
    dueAnnouncements = staff.app.get(DueAnnouncements);
  });
  afterAll(() => staff.stop());
  beforeEach(() => staff.clock.set(NOW));

  const write = async (changes?: Partial<AnnouncementDraft>) => announcements.write(ada, draft(changes));
  const submitted = async (changes?: Partial<AnnouncementDraft>) => {
    const id = await write(changes);
    await announcements.submit(ada, id);
    return id;
  };
  const shown = async (id: string) => (await findWhole(staff.dataSource.manager, id))?.contentHash ?? '';
  const released = async (changes?: Partial<AnnouncementDraft>) => {
    const id = await submitted(changes);
    await releases.release(bo, id, await shown(id));
    return id;
  };
  const read = (id: string) => staff.dataSource.manager.findOneByOrFail(AnnouncementEntity, { id });
  const releasesOf = (announcementId: string) =>
    staff.dataSource.manager.findBy(ReleaseEntity, { announcementId });
  const due = (at: string) => dueAnnouncements.due(staff.dataSource.manager, new Date(at));
  const take = (id: string, at: string) =>
    staff.dataSource.transaction((manager) => dueAnnouncements.take(manager, id, new Date(at)));

  it('MSG-2: a second person releases what they were shown, and it is due at once', async () => {
    const id = await released();
    expect(await read(id)).toMatchObject({ state: 'scheduled', scheduledAt: new Date(NOW) });
    expect(await releasesOf(id)).toMatchObject([
      { approverName: 'Bo', contentHash: await shown(id), voidedAt: null },
    ]);
    expect(await due(NOW)).toContain(id);
  });

  it('is due at the time that was chosen, and not before', async () => {
    const id = await released({ sendAt: new Date(LATER) });
    expect(await due('2026-03-03T13:59:59Z')).not.toContain(id);
    expect(await due(LATER)).toContain(id);
  });

  it('MSG-2: an author who is an approver too does not release their own announcement', async () => {
    const id = await submitted();
    await expect(releases.release(ada, id, await shown(id))).rejects.toMatchObject({
      code: 'announcement-not-yours',
    });
    expect(await read(id)).toMatchObject({ state: 'submitted', scheduledAt: null });
  });

  it('MSG-2: the table refuses a release whose approver is the author, whatever program writes it', async () => {
    const id = await submitted();
    const content = {
      id,
      announcementId: id,
      contentHash: await shown(id),
      content: '{}',
      releasedAt: new Date(NOW),
    };
    const byAda = { authorSubject: ada.subject, approverSubject: ada.subject, approverName: 'Ada' };
    await expect(staff.dataSource.manager.insert(ReleaseEntity, { ...content, ...byAda })).rejects.toThrow(
      /check/,
    );
  });

  it('MSG-2: nobody else writes in an announcement or submits it', async () => {
    const id = await write();
    await expect(announcements.edit(cy, id, draft())).rejects.toMatchObject({
      code: 'announcement-not-yours',
    });
    await expect(announcements.submit(cy, id)).rejects.toMatchObject({ code: 'announcement-not-yours' });
    await expect(announcements.write(bo, draft())).rejects.toMatchObject({ code: 'announcement-not-yours' });
  });

  it('MSG-2: does not count when one comma changed since it was shown', async () => {
    const id = await submitted();
    const before = await shown(id);
    await announcements.edit(
      ada,
      id,
      draft({ texts: { ...texts, en: { subject: 'Meetings', body: 'Come please.' } } }),
    );
    await announcements.submit(ada, id);
    await expect(releases.release(bo, id, before)).rejects.toMatchObject({ code: 'announcement-changed' });
    expect(await releasesOf(id)).toEqual([]);
  });

  it('MSG-2: is voided by an edit, and kept as evidence of what had been approved', async () => {
    const id = await released();
    await announcements.edit(ada, id, draft());
    expect(await read(id)).toMatchObject({ state: 'draft', scheduledAt: null });
    expect(await releasesOf(id)).toMatchObject([
      { voidReason: 'edited', content: expect.stringContaining('Come, please.') },
    ]);
    expect(await due(LATER)).not.toContain(id);
  });

  it('MSG-2: is voided when the text was changed behind the program', async () => {
    const id = await released();
    await staff.dataSource.manager.update(
      AnnouncementTextEntity,
      { announcementId: id, language: 'fr' },
      { body: 'Venez!' },
    );
    expect(await take(id, NOW)).toBeUndefined();
    expect(await read(id)).toMatchObject({ state: 'submitted', scheduledAt: null });
    expect(await releasesOf(id)).toMatchObject([{ voidReason: 'content-changed' }]);
  });

  it('MSG-2: is voided when the sender changed before the dispatch, and can be given again', async () => {
    const id = await released();
    const { sender } = await staff.dataSource.manager.findOneByOrFail(TopicEntity, { slug: PLAN });
    await staff.dataSource.manager.update(
      TopicEntity,
      { slug: PLAN },
      { sender: { ...sender, telephone: '416-555-0199' } },
    );
    expect(await take(id, NOW)).toBeUndefined();
    await releases.release(bo, id, await shown(id));
    expect(await take(id, NOW)).toMatchObject({ texts });
  });

  it('MSG-4: is voided when the consultation is over by the time it would be sent', async () => {
    const consultation = 'open-until-the-third';
    const { manager } = staff.dataSource;
    const [like] = await manager.find(ConsultationEntity, { take: 1 });
    await manager.insert(ConsultationEntity, {
      ...like,
      slug: consultation,
      opensOn: '2026-03-01',
      closesOn: '2026-03-03',
    });
    const id = await released({ consultation });
    expect(await take(id, '2026-03-04T12:00:00Z')).toBeUndefined();
    expect(await releasesOf(id)).toMatchObject([{ voidReason: 'no-longer-fit' }]);
  });

  it('MSG-4: nothing is submitted while something is missing', async () => {
    const id = await write({ texts: { en: texts.en } });
    await expect(announcements.submit(ada, id)).rejects.toMatchObject({ code: 'announcement-incomplete' });
    expect(await read(id)).toMatchObject({ state: 'draft' });
  });

  it('MSG-4: nothing is released once its time has passed', async () => {
    const id = await submitted({ sendAt: new Date(LATER) });
    staff.clock.set('2026-03-03T14:00:01.000Z');
    const release = releases.release(bo, id, await shown(id));
    await expect(release).rejects.toMatchObject({ code: 'announcement-incomplete' });
  });

  it('of two that come at the same moment one counts', async () => {
    const id = await submitted();
    const hash = await shown(id);
    const both = await Promise.allSettled([
      releases.release(bo, id, hash),
      releases.release(person('Di', 'approver'), id, hash),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await releasesOf(id)).toHaveLength(1);
  });

  it('SEND-3: is taken for a dispatch once, also by two at the same moment', async () => {
    const id = await released();
    const taken = await Promise.all([take(id, NOW), take(id, NOW), take(id, NOW)]);
    expect(taken.filter((whole) => whole !== undefined)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ state: 'dispatched' });
  });

  it('can be stopped by an operator until it is taken for a dispatch', async () => {
    const id = await released({ sendAt: new Date(LATER) });
    await announcements.cancel(cy, id);
    expect(await read(id)).toMatchObject({ state: 'cancelled', scheduledAt: null });
    expect(await take(id, LATER)).toBeUndefined();
    expect(await releasesOf(id)).toMatchObject([{ voidReason: 'cancelled' }]);

    const gone = await released();
    await take(gone, NOW);
    await expect(announcements.cancel(cy, gone)).rejects.toMatchObject({ code: 'announcement-too-late' });
    await expect(announcements.edit(ada, gone, draft())).rejects.toMatchObject({
      code: 'announcement-too-late',
    });
  });
});
