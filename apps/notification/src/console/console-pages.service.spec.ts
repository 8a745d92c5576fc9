import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignedInPerson } from '#libs/identity';
import { AnnouncementEntity } from '../announcements/announcement.entity.ts';
import type { RunningNotification } from '../notification.testing.ts';
import { browse, PLAN, person, runStaff } from '../staff.testing.ts';

const ada = person('Ada', 'author');
const bea = person('Bea', 'author', 'approver');
const bo = person('Bo', 'approver');
const odile = person('Odile', 'auditor');

const form = (changes: Record<string, string> = {}) => ({
  topic: PLAN,
  consultation: '',
  'subject-en': 'Meetings in March',
  'body-en': 'Come to [the meetings](https://example.ca/meetings).',
  'subject-fr': 'Rencontres de mars',
  'body-fr': 'Venez aux [rencontres](https://example.ca/rencontres).',
  send: 'now',
  ...changes,
});

describe('the pages of staff', () => {
  let staff: RunningNotification;
  beforeAll(async () => {
    staff = await runStaff();
  });
  afterAll(() => staff.stop());

  const get = async (url: string, who?: SignedInPerson) =>
    who ? (await browse(staff.app, who)).get(url) : staff.app.inject({ method: 'GET', url });
  const post = async (url: string, who: SignedInPerson, fields?: Record<string, string>) =>
    (await browse(staff.app, who)).post(url, fields);
  const write = async (who = ada, changes: Record<string, string> = {}) => {
    const { headers } = await post('/staff/announcements/new', who, form(changes));
    return String(headers.location);
  };
  const submitted = async (who = ada, changes: Record<string, string> = {}) => {
    const page = await write(who, changes);
    await post(`${page}/submit`, who);
    return page;
  };
  const hashOn = (body: string) => /name="contentHash" value="([0-9a-f]{64})"/.exec(body)?.[1] ?? '';
  const count = () => staff.dataSource.manager.count(AnnouncementEntity);

  it('ABUSE-4: are for people who signed in', async () => {
    for (const url of ['/staff', '/staff/announcements/new']) {
      const { statusCode, headers } = await get(url);
      expect([statusCode, headers.location]).toEqual([
        303,
        `/staff/sign-in?return=${encodeURIComponent(url)}`,
      ]);
    }
    expect((await get('/staff/announcements/new', odile)).statusCode).toBe(403);
  });

  it('an author writes in both languages and sees the mail as it will be read', async () => {
    const page = await write();
    const { body } = await get(`${page}?lang=fr`, ada);
    expect(body).toContain('<html lang="fr"');
    expect(body).toMatch(
      /<h3[^>]*>English<\/h3>.*Meetings in March.*<h3[^>]*>Français<\/h3>.*Rencontres de mars/s,
    );
    expect(body).toContain('href="https://example.ca/rencontres"');
    expect(body).toContain('rencontres (https://example.ca/rencontres)');
    expect((await get('/staff', odile)).body).toContain('Meetings in March');
  });

  it('MSG-3: what an author writes never becomes markup or a template of a page', async () => {
    const hostile = '<script>alert(1)</script>{{ 7 * 7 }}{% raw %}';
    const page = await write(ada, { 'subject-en': hostile, 'body-en': hostile });
    for (const url of [page, `${page}/edit`, '/staff']) {
      const { statusCode, body } = await get(url, ada);
      expect(statusCode).toBe(200);
      expect(body).not.toContain('<script');
      expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}{% raw %}');
    }
  });

  it('a form with mistakes comes back filled in, with the mistakes named, and nothing is kept', async () => {
    const before = await count();
    const wrong = {
      send: 'at',
      'send-day': '30',
      'send-month': '2',
      'send-year': '2026',
      'send-time': '9:30',
    };
    const { statusCode, body } = await post('/staff/announcements/new', ada, form(wrong));
    expect(statusCode).toBe(422);
    expect(body).toContain('<a href="#send-day">Enter a day and time that exist');
    expect(body).toContain('value="Meetings in March"');
    expect(await count()).toBe(before);
  });

  it('ABUSE-4: a form that does not carry the token of the session does nothing', async () => {
    const before = await count();
    expect((await post('/staff/announcements/new', ada, form({ formToken: 'guessed' }))).statusCode).toBe(
      403,
    );
    expect(await count()).toBe(before);
    const page = await submitted();
    const { body } = await get(page, bo);
    const release = await post(`${page}/release`, bo, { formToken: '', contentHash: hashOn(body) });
    expect(release.statusCode).toBe(403);
    expect((await get(page, bo)).body).toContain('Waits for release');
  });

  it('MSG-2: another person releases what the page showed; its author is offered no button', async () => {
    const page = await submitted(bea);
    expect((await get(page, bea)).body).not.toContain('name="contentHash"');
    const { body } = await get(page, bo);
    expect(body).toContain('Release and send now');
    await post(`${page}/release`, bo, { contentHash: hashOn(body) });
    expect((await get(page, odile)).body).toMatch(/Released by.*Bo, March 2, 2026/s);
  });

  it('MSG-2: a release of what was changed meanwhile is refused, and the page says why', async () => {
    const page = await submitted();
    const { body } = await get(page, bo);
    await post(`${page}/edit`, ada, form({ 'subject-en': 'Meetings in April' }));
    await post(`${page}/submit`, ada);
    const refused = await post(`${page}/release`, bo, { contentHash: hashOn(body) });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('It is not what you were shown');
    expect(refused.body).toContain('Meetings in April');
  });

  it('MSG-2: a release that is sent without the button is refused to its author', async () => {
    const page = await submitted(bea);
    const { body } = await get(page, bo);
    const refused = await post(`${page}/release`, bea, { contentHash: hashOn(body) });
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toContain('Author and approver are two people');
  });

  it('MSG-4: the page names everything that is missing, and offers no submission', async () => {
    const page = await write(ada, {
      'subject-fr': 'RE: Rencontres',
      'body-en': '[click here](http://example.ca)',
    });
    const { body } = await get(page, ada);
    expect(body).toMatch(/Français:<\/strong>\s*The subject looks like an answer.*<q>RE: Rencontres<\/q>/s);
    expect(body).toContain('<q>http://example.ca</q>');
    expect(body).not.toContain(`${page}/submit`);
    const refused = await post(`${page}/submit`, ada);
    expect(refused.statusCode).toBe(422);
  });

  it('what was chosen is shown again when the author goes on writing', async () => {
    const at = { send: 'at', 'send-day': '9', 'send-month': '3', 'send-year': '2026', 'send-time': '2 pm' };
    const page = await write(ada, at);
    const { body } = await get(`${page}/edit`, ada);
    expect(body).toMatch(/id="send-time"[^>]*value="14:00"/);
    expect((await get(`${page}?lang=fr`, ada)).body).toMatch(/9 mars 2026 à 14\s?h/);
  });

  it('an announcement that is not there is a page that says so', async () => {
    for (const id of ['6f1c7d5e-0000-4000-8000-000000000000', 'nothing', '..%2f..']) {
      expect((await get(`/staff/announcements/${id}`, ada)).statusCode).toBe(404);
    }
  });
});
