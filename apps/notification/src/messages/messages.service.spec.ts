import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AnnouncementReleasedV1, DeliveryAskedV1, DispatchFinishedV1 } from '#libs/contracts';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { DispatchRounds } from '../dispatch/dispatch-rounds.ts';
import { granted, standing } from '../messages.testing.ts';
import type { RunningNotification } from '../notification.testing.ts';
import { ReleasesService } from '../releases/releases.service.ts';
import { browse, PLAN, person, runStaff } from '../staff.testing.ts';
import { dispatchesToSearch } from './message.query.ts';
import { told } from './told.testing.ts';

const [ada, bo, odile] = [person('Ada', 'author'), person('Bo', 'approver'), person('Odile', 'auditor')];

let staff: RunningNotification;
let announcementId: string;
let residentId: string;
let mail: { header: string; messageId: string };
let finished: DispatchFinishedV1;

beforeAll(async () => {
  staff = await runStaff();
  const grant = granted({ standings: [standing({ topic: PLAN, ledgerIndex: 42 })] });
  residentId = grant.residentId;
  await staff.send(grant);
  await staff.mails.nextMail(grant.address);
  announcementId = await announce();
  [finished] = (await told(staff, DispatchFinishedV1, (each) => each.announcementId === announcementId)) as [
    DispatchFinishedV1,
  ];
  const source = (await staff.mails.nextMail(grant.address)).raw.toString('latin1');
  const header = source.slice(0, source.indexOf('\r\n\r\n'));
  mail = { header, messageId: /^Message-ID:\s*(<\S+>)/im.exec(header)?.[1] ?? '' };
});
afterAll(() => staff.stop());

async function announce(): Promise<string> {
  const announcements = staff.app.get(AnnouncementsService);
  const texts = { en: { subject: 'Meetings', body: 'Come.' }, fr: { subject: 'Réunions', body: 'Venez.' } };
  const id = await announcements.write(ada, { topic: PLAN, consultation: null, sendAt: null, texts });
  await announcements.submit(ada, id);
  const whole = await findWhole(staff.dataSource.manager, id);
  await staff.app.get(ReleasesService).release(bo, id, whole?.contentHash ?? '');
  staff.app.get(DispatchRounds).wake();
  return id;
}

const ask = async (fields: Record<string, string>) =>
  (await browse(staff.app, odile)).post('/staff/messages?lang=en', fields);

describe('what the ledger is told', () => {
  it('MSG-2: a release, with its hash, its author and its approver', async () => {
    const [message] = await told(
      staff,
      AnnouncementReleasedV1,
      (each) => each.announcementId === announcementId,
    );
    expect(message).toMatchObject({
      topic: PLAN,
      subjects: { en: 'Meetings', fr: 'Réunions' },
      authorSubject: 'subject-of-Ada',
      approverSubject: 'subject-of-Bo',
      contentHash: finished.contentHash,
    });
  });

  it('SEND-2: a finished dispatch, once, with its numbers', async () => {
    expect(finished).toMatchObject({
      audience: 1,
      accepted: 1,
      suppressed: 0,
      topic: PLAN,
    });
    const all = await told(staff, DispatchFinishedV1, (each) => each.announcementId === announcementId);
    expect(all).toHaveLength(1);
  });

  it('PROOF-4: the hash of a manifest that an auditor can make again at any time', async () => {
    const url = `/staff/dispatches/${finished.dispatchId}/manifest`;
    const { body } = await (await browse(staff.app, odile)).get(url);
    expect(body).toBe(`${residentId} accepted 42\n`);
    expect(createHash('sha256').update(body).digest('hex')).toBe(finished.manifest);
  });
});

describe('why did this resident get this message', () => {
  it.each([
    ['its Message-ID alone', () => mail.messageId],
    ['the whole header', () => mail.header],
  ])('PROOF-1: leads from %s to the answer, and tells the ledger who asked', async (_, header) => {
    const answer = await ask({ header: header() });
    expect(answer.statusCode).toBe(303);
    const [, eventId] = /^\/audit\/deliveries\/([0-9a-f-]{36})\?lang=en$/.exec(
      String(answer.headers.location),
    ) ?? [undefined, ''];
    const [message] = await told(staff, DeliveryAskedV1, (each) => each.eventId === eventId);
    expect(message).toMatchObject({
      auditorSubject: 'subject-of-Odile',
      messageId: mail.messageId,
      dispatchId: finished.dispatchId,
      residentId,
      outcome: 'accepted',
      ledgerIndex: 42,
      handedAt: '2026-03-02T15:00:00.000Z',
    });
  });

  it('looks first where a dispatch ran when the mail was written, and then at the newest', async () => {
    const { manager } = staff.dataSource;
    const [{ id: newest } = { id: '' }] = await dispatchesToSearch(manager, {});
    const older = '00000000-0000-4000-8000-000000000001';
    await manager.query(
      `INSERT INTO dispatches SELECT (jsonb_populate_record(dispatches, jsonb_build_object('id', $1::text,
         'announcement_id', $1::text, 'state', 'paused', 'reason', 'a test', 'finished_at', null,
         'planned_at', planned_at - interval '40 days'))).* FROM dispatches WHERE id = $2`,
      [older, newest],
    );
    const order = async (wanted: object) => (await dispatchesToSearch(manager, wanted)).map(({ id }) => id);
    expect(await order({})).toEqual([newest, older]);
    expect(await order({ writtenAt: new Date('2026-01-21T15:00:30Z') })).toEqual([older, newest]);
    expect(await order({ announcement: '000000000001' })).toEqual([older]);
  });

  it('PROOF-1: takes dispatch and resident from the page that links here', async () => {
    const { dispatchId } = finished;
    const auditor = await browse(staff.app, odile);
    const page = await auditor.get(`/staff/messages?lang=en&dispatch=${dispatchId}&resident=${residentId}`);
    expect(page.body).toContain(`name="dispatch" value="${dispatchId}"`);
    const answer = await auditor.post('/staff/messages', { dispatch: dispatchId, resident: residentId });
    expect(answer.headers.location).toMatch(/^\/audit\/deliveries\//);
    const nobody = await ask({ dispatch: dispatchId, resident: dispatchId });
    expect([nobody.statusCode, nobody.body]).toEqual([422, expect.stringContaining('not in the audience')]);
  });

  it.each([
    ['', 'Paste a Message-ID of an announcement'],
    [`<${'A'.repeat(28)}@example.ca>`, 'No announcement was sent with this Message-ID'],
  ])('says so when %j leads nowhere', async (header, words) => {
    const answer = await ask({ header });
    expect([answer.statusCode, answer.body]).toEqual([422, expect.stringContaining(words)]);
  });

  it('ABUSE-4: is for auditors alone', async () => {
    for (const url of ['/staff/messages', `/staff/dispatches/${finished.dispatchId}/manifest`]) {
      expect((await staff.app.inject(url)).statusCode).toBe(303);
      expect((await (await browse(staff.app, bo)).get(url)).statusCode).toBe(403);
    }
  });
});
