import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SignedInPerson } from '#libs/identity';
import { eventually } from '../../../../test/support/index.ts';
import { granted, standing } from '../messages.testing.ts';
import { type RunningNotification } from '../notification.testing.ts';
import { browse, PLAN, person, runStaff } from '../staff.testing.ts';

const NOW = '2026-03-02T15:00:00.000Z';
const ada = person('Ada', 'author');
const bo = person('Bo', 'approver');
const omar = person('Omar', 'operator');

describe('the page of a dispatch', () => {
  let staff: RunningNotification;
  beforeAll(async () => {
    staff = await runStaff();
    for (const address of ['anne@example.org', 'bela@example.org', 'gone@example.org']) {
      const language = address.startsWith('anne') ? 'fr' : 'en';
      await staff.send(granted({ address, language, standings: [standing({ topic: PLAN })] }));
    }
    staff.mails.refuseRecipients((address) =>
      address.startsWith('gone') ? { code: 550, text: '5.1.1 Unknown' } : undefined,
    );
  });
  afterAll(() => staff.stop());
  beforeEach(() => staff.clock.set(NOW));

  const get = async (url: string, who: SignedInPerson) => (await browse(staff.app, who)).get(url);
  const post = async (url: string, who: SignedInPerson, fields?: Record<string, string>) =>
    (await browse(staff.app, who)).post(url, fields);
  const release = async (subject: string, time: Record<string, string> = { send: 'now' }) => {
    const texts = {
      'subject-en': subject,
      'body-en': '**Come.**',
      'subject-fr': `${subject} (fr)`,
      'body-fr': 'Venez.',
    };
    const { headers } = await post('/staff/announcements/new', ada, { topic: PLAN, ...texts, ...time });
    const page = String(headers.location);
    await post(`${page}/submit`, ada);
    const { body } = await get(page, bo);
    const contentHash = /name="contentHash" value="([0-9a-f]{64})"/.exec(body)?.[1] ?? '';
    await post(`${page}/release`, bo, { contentHash });
    return page;
  };
  const shows = async (page: string, words: RegExp) =>
    eventually(
      async () => (await get(`${page}/dispatch`, omar)).body,
      (body) => words.test(body),
    );
  const figures = (body: string) =>
    [...body.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, name, count]) => `${name} ${count}`);

  it('SEND-2: accounts for everyone, with the reason of each failure, in either language', async () => {
    const page = await release('Meetings in March');
    const body = await shows(page, /Everyone is accounted for/);
    expect(figures(body)).toEqual([
      'Audience 3',
      'Accepted 2',
      'Suppressed 0',
      'Failed 1',
      'Uncertain 0',
      'Still to do 0',
    ]);
    expect(body).toContain('The mail server answered 5.1.1');
    expect(body).toMatch(/Ended.*March 2, 2026/s);
    const french = (await get(`${page}/dispatch?lang=fr`, omar)).body;
    expect(figures(french)).toContain('Destinataires 3');
    expect(french).toContain('Le serveur de courriel a répondu 5.1.1');
  });

  it('SEND-2: staff take the statement home as a file, and nobody else does', async () => {
    const page = await release('Meetings in February');
    expect(await shows(page, /Everyone is accounted for/)).toContain('/dispatch/statement.csv');
    const csv = await get(`${page}/dispatch/statement.csv`, omar);
    expect(csv.headers['content-disposition']).toMatch(/^attachment; filename="statement-[0-9a-f-]+\.csv"$/);
    expect(csv.body).toContain('accepted,,2\r\n');
    expect(csv.body).toContain('failed,5.1.1,1\r\n');
    const json = await get(`${page}/dispatch/statement.json`, omar);
    expect(JSON.parse(json.body)).toMatchObject({ audience: 3, accepted: 2, failed: 1, state: 'finished' });
    expect((await get(`${page}/dispatch/statement.xlsx`, omar)).statusCode).toBe(404);
    expect((await staff.app.inject({ url: `${page}/dispatch/statement.csv` })).statusCode).toBe(303);
  });

  it('MAIL-3: what was sent can be read in the archive, by topic, and no draft can', async () => {
    const page = await release('Meetings in April');
    await shows(page, /Everyone is accounted for/);
    const draft = {
      topic: PLAN,
      'subject-en': 'Not yet',
      'body-en': 'x',
      'subject-fr': 'x',
      'body-fr': 'x',
      send: 'now',
    };
    const { headers } = await post('/staff/announcements/new', ada, draft);
    const list = await staff.app.inject({ url: `/announcements?topic=${PLAN}` });
    expect(list.body).toContain('Meetings in April');
    expect(list.body).not.toContain('Not yet');
    const archived = (url: string) => staff.app.inject({ url: url.replace('/staff', '') });
    expect((await archived(`${page}?lang=fr`)).body).toMatch(
      /<article lang="fr">.*Meetings in April \(fr\)/s,
    );
    expect((await archived(page)).body).toContain('<strong>Come.</strong>');
    expect((await archived(String(headers.location))).statusCode).toBe(404);
  });

  it('SEND-7: one that was missed waits, is not public yet, and an operator lets it go on', async () => {
    const time = { send: 'at', 'send-day': '9', 'send-month': '3', 'send-year': '2026', 'send-time': '9:00' };
    const page = await release('Meetings in May', time);
    staff.clock.set('2026-03-10T13:00:00.000Z');
    const body = await shows(page, /Missed/);
    expect(figures(body)).toContain('Still to do 3');
    expect((await staff.app.inject({ url: page.replace('/staff', '') })).statusCode).toBe(404);

    expect((await post(`${page}/dispatch/resume`, ada)).statusCode).toBe(403);
    expect((await get(`${page}/dispatch`, ada)).body).not.toContain('/dispatch/resume');
    await post(`${page}/dispatch/resume`, omar);
    expect(figures(await shows(page, /Everyone is accounted for/))).toContain('Accepted 2');

    const again = await post(`${page}/dispatch/resume`, omar);
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('It is neither paused nor missed any more');
  });

  it('an operator leaves it out of digests, stops all of them, and who did stays to be read', async () => {
    const page = await release('Meetings in July');
    expect(await shows(page, /Everyone is accounted for/)).toContain('Digests tell of it.');
    expect((await get(`${page}/dispatch`, ada)).body).not.toContain('/dispatch/withhold');
    for (const url of [`${page}/dispatch/withhold`, `${page}/dispatch/tell`, '/staff/digests/stop'])
      expect((await post(url, ada)).statusCode).toBe(403);
    const acts = ['withhold', 'tell'].map((act) => `${page}/dispatch/${act}`);
    for (const url of [...acts, '/staff/digests/stop', '/staff/digests/go-on'])
      expect((await post(url, omar)).statusCode).toBe(303);
    await post(acts[0] ?? '', omar);
    expect((await get(`${page}/dispatch`, omar)).body).toContain('It is left out of digests.');
    await post('/staff/digests/stop', omar);
    const { body } = await get('/staff/digests', ada);
    expect(body).toContain('Digests are stopped');
    expect(body).not.toContain('action="/staff/digests');
    expect(body.match(/March 2, 2026[^<]*: Omar /g)).toHaveLength(6);
    expect(body).toContain(`href="${page}"`);
    expect((await get('/staff/digests?lang=fr', omar)).body).toContain('Relancer les récapitulatifs');
    await post('/staff/digests/go-on', omar);
  });

  it('SEND-4: one that is paused says why', async () => {
    staff.mails.refuseRecipients(() => ({ code: 550, text: '5.7.1 We do not know this sender' }));
    const page = await release('Meetings in June');
    expect(await shows(page, /Paused/)).toContain('Why it paused: The mail server answered 5.7.1');
    expect((await get('/staff', omar)).body).toMatch(/Meetings in June.*Paused.*Accepted: 0 of 3/s);
  });

  it('MSG-1: the whole mail can be seen before its release, without anybody being written to', async () => {
    const before = staff.mails.accepted.length;
    const { headers } = await post('/staff/announcements/new', ada, {
      topic: PLAN,
      'subject-fr': 'Rencontres',
      'body-fr': 'Venez.',
      send: 'now',
    });
    const mail = await get(`${headers.location}/mail/fr`, bo);
    expect(mail.body).toMatch(/<html lang="fr".*<h1\b[^>]*>Rencontres<\/h1>.*Venez\..*Ville d’Exemple/s);
    expect(mail.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get(`${headers.location}/mail/de`, bo)).statusCode).toBe(404);
    expect(staff.mails.accepted).toHaveLength(before);
  });
});
