import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AnnouncementPublishedV1, ConsentAskedV1, ConsultationPublishedV1 } from '#libs/contracts';
import { readCity } from '#libs/site';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { ResendService } from '../resends/resend.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { PublishService } from '../topics/publish.service.ts';
import { readTopics } from '../topics/topics-file.ts';
import { Followers } from './followers.ts';

const PLAN = 'digital-infrastructure-plan';
const manner = { control: 'subscribe-button', page: '/' };

const announced = (own: Partial<AnnouncementPublishedV1> = {}) =>
  Object.assign(new AnnouncementPublishedV1(), {
    announcementId: '4c9d1f0e-6a35-4f5e-9b58-0d3b7a1c2e4f',
    topic: PLAN,
    subjects: { en: 'The guide is online', fr: 'Le guide est en ligne' },
    publishedAt: '2026-02-02T15:00:00.000Z',
    ...own,
  });
const invited = (own: Partial<ConsultationPublishedV1> = {}) =>
  Object.assign(new ConsultationPublishedV1(), {
    consultation: 'meetings',
    topics: [PLAN],
    titles: { en: 'Meetings about the plan', fr: 'Réunions sur le plan' },
    summaries: { en: 'Three evenings.', fr: 'Trois soirées.' },
    opensOn: '2026-03-01',
    closesOn: '2026-03-02',
    publishedAt: '2026-02-01T15:00:00.000Z',
    ...own,
  });

describe('the residents’ pages', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription({ PUBLIC_URL: 'https://updates.example.ca' });
  });
  afterAll(() => subscription.stop());

  const open = async (url: string) => (await subscription.app.inject({ url })).body;
  const send = (url: string, fields: Iterable<[string, string]>) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.example' },
      payload: new URLSearchParams([...fields]).toString(),
    });
  const follow = async (email: string) => {
    await subscription.app.get(AskService).ask({ email, topics: [PLAN], language: 'en', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
  };
  /** Takes the topic of the city folder over again, changed. */
  const publish = async (own: {
    open?: boolean;
    frequency?: { en: string; fr: string };
    purpose?: string;
  }) => {
    const { cityFolder } = subscription.settings;
    const city = readCity(cityFolder);
    const [topic] = readTopics(cityFolder, ['en', 'fr'], city.sender);
    if (!topic) throw new Error('the city folder has no topic');
    const { purpose } = own;
    const facts = { ...topic.facts, ...(purpose && { purpose: { en: [purpose], fr: [purpose] } }) };
    await subscription.app
      .get(PublishService)
      .publish({ ...topic, open: own.open ?? true, facts }, ['en', 'fr']);
  };

  it('the home page groups topics by subject, each with how often it writes and its own page', async () => {
    const english = await open('/?lang=en');
    expect(english).toMatch(
      /Digital city.*Digital Infrastructure Plan updates.*at most twice a month.*Streets/s,
    );
    expect(english).toContain('href="/topics/city-budget?lang=en"');
    expect(english).toContain('No consultation is open at the moment');
    expect(await open('/?lang=fr')).toMatch(/Ville numérique.*au plus deux fois par mois/s);
  });

  it('shows the last announcement of a topic, told once or twice, and its page all of them', async () => {
    const sent = await subscription.send(announced());
    await subscription.sendAgain(sent);
    const announcementId = '5c9d1f0e-6a35-4f5e-9b58-0d3b7a1c2e4f';
    const subjects = { en: 'What was heard' };
    await subscription.send(announced({ announcementId, subjects, publishedAt: '2026-02-20T15:00:00.000Z' }));
    expect(await subscription.count('announcements')).toBe(2);
    const home = await open('/?lang=en');
    expect(home).toMatch(/Friday, February 20, 2026.*What was heard/s);
    expect(home).not.toContain('The guide is online');
    const topic = await open(`/topics/${PLAN}?lang=fr`);
    expect(topic).toMatch(/What was heard.*Le guide est en ligne/s);
    expect(topic).toContain(`href="/announcements/${announcementId}?lang=fr"`);
    expect(topic).toContain(`href="/feeds/${PLAN}.atom?lang=fr"`);
    expect(await open('/topics/city-budget?lang=en')).toContain('Nothing has been announced yet');
  });

  it('shows what residents are invited to while it lasts, in the newest words', async () => {
    await subscription.sendAgain(await subscription.send(invited()));
    await subscription.send(
      invited({
        titles: { en: 'Four meetings', fr: 'Quatre réunions' },
        publishedAt: '2026-02-02T15:00:00.000Z',
      }),
    );
    await subscription.send(
      invited({
        titles: { en: 'Two meetings', fr: 'Deux réunions' },
        publishedAt: '2026-02-01T16:00:00.000Z',
      }),
    );
    const coming = {
      consultation: 'later',
      opensOn: '2026-03-03',
      closesOn: '2026-03-09',
      topics: ['city-budget'],
    };
    await subscription.send(invited({ ...coming, titles: { en: 'The budget', fr: 'Le budget' } }));
    // Still the second of March in the city.
    subscription.clock.set('2026-03-03T04:59:00.000Z');
    const home = await open('/?lang=en');
    expect(home).toMatch(/Four meetings.*Open until Monday, March 2, 2026.*The budget.*Begins on Tuesday/s);
    expect(home).not.toMatch(/Two meetings|Meetings about/);
    expect(await open(`/topics/${PLAN}?lang=fr`)).toMatch(/Quatre réunions(?!.*Le budget)/s);
    subscription.clock.set('2026-03-03T05:00:00.000Z');
    expect(await open('/?lang=en')).not.toContain('Four meetings');
  });

  it('says how many follow a topic, and nothing below ten', async () => {
    for (let number = 1; number <= 9; number += 1) await follow(`follower${number}@example.ca`);
    await subscription.app.get(Followers).count();
    expect(await open('/?lang=en')).not.toContain('people follow it');
    for (let number = 10; number <= 12; number += 1) await follow(`follower${number}@example.ca`);
    await subscription.app.get(Followers).count();
    expect(await open('/?lang=en')).toContain('About 10 people follow it');
    expect(await open(`/topics/${PLAN}?lang=fr`)).toContain('Environ 10 personnes suivent ce sujet');
  });

  it('ABUSE-4: another site may frame the embedded form, and no other page', async () => {
    const framed = await subscription.app.inject({ url: `/topics/${PLAN}/embedded?lang=en` });
    expect(framed.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(framed.headers['x-frame-options']).toBeUndefined();
    expect(framed.body).toContain('target="_top"');
    for (const url of ['/', `/topics/${PLAN}`, `/topics/${PLAN}/embed`, '/check-your-mail', '/my-data']) {
      const { headers } = await subscription.app.inject({ url });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  it('ASK-1, ASK-2, ASK-3: the code of a form carries the whole notice and no tick, and works from elsewhere', async () => {
    const [code = ''] = codesOn(await open(`/topics/${PLAN}/embed?lang=en`));
    const [topic] = (await subscription.app.inject({ url: '/api/subscription/v1/topics?lang=en' })).json();
    for (const paragraph of topic.notice.text.split('\n\n')) expect(decoded(code)).toContain(paragraph);
    expect(code).not.toMatch(/<script|style=/);
    expect(/<input type="checkbox"[^>]*>/.exec(code)?.[0]).not.toContain('checked');
    const action = /action="https:\/\/updates\.example\.ca([^"]+)"/.exec(code)?.[1] ?? '';
    const fields = new Map([...hidden(code), ['topics', PLAN], ['email', 'else@example.ca']] as [
      string,
      string,
    ][]);
    const answer = await send(action, fields);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/check-your-mail?lang=en']);
    expect(await subscription.last(ConsentAskedV1)).toMatchObject({
      address: 'else@example.ca',
      manner: { control: 'subscribe-button', page: `/topics/${PLAN}/embedded` },
      topics: [{ topic: PLAN, notice: topic.notice.sha256 }],
    });
    const unticked = await send(action, [...hidden(code), ['email', 'else@example.ca']]);
    expect(unticked.statusCode).toBe(422);
    expect(unticked.body).toContain(`action="/topics/${PLAN}?lang=en"`);
  });

  it('the code of a frame leads to a page that is there, and that of a program is taken', async () => {
    const [, frame = '', api = ''] = codesOn(await open(`/topics/${PLAN}/embed?lang=fr`));
    const src = /src="https:\/\/updates\.example\.ca([^"]+)"/.exec(frame)?.[1] ?? '';
    expect(await open(src)).toContain('<html lang="fr"');
    const payload = JSON.parse(/--data '([^']+)'/.exec(api)?.[1] ?? '');
    const post = (more: object) =>
      subscription.app.inject({
        method: 'POST',
        url: '/api/subscription/v1/requests',
        payload: { ...payload, ...more },
      });
    expect((await post({ email: 'program@example.ca' })).statusCode).toBe(202);
    const asked = await subscription.posted(ConsentAskedV1);
    expect(asked.at(-1)).toMatchObject({ address: 'program@example.ca', language: 'fr' });
    const outdated = await post({ email: 'other@example.ca', notices: ['0'.repeat(64)] });
    expect(outdated.json()).toMatchObject({ status: 409, type: 'urn:tidings:problem:notice-changed' });
    expect(await subscription.posted(ConsentAskedV1)).toHaveLength(asked.length);
  });

  it('ASK-8: an older copy of the form records nothing once the words changed, and the mail is not sent again', async () => {
    const [code = ''] = codesOn(await open(`/topics/${PLAN}/embed?lang=en`));
    await subscription.app
      .get(AskService)
      .ask({ email: 'waits@example.ca', topics: [PLAN], language: 'en', manner });
    await publish({ purpose: 'To send you something else.' });
    const before = (await subscription.posted(ConsentAskedV1)).length;
    const answer = await send(`/topics/${PLAN}/embedded?lang=en`, [
      ...hidden(code),
      ['topics', PLAN],
      ['email', 'old@example.ca'],
    ]);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('To send you something else.');
    subscription.clock.set('2026-03-05T15:00:00.000Z');
    await subscription.app.get(ResendService).resend({ email: 'waits@example.ca', language: 'en', manner });
    expect(await subscription.posted(ConsentAskedV1)).toHaveLength(before);
  });

  it('a closed topic says so, keeps what was announced, and takes nobody new', async () => {
    await publish({ open: false });
    const page = await subscription.app.inject({ url: `/topics/${PLAN}?lang=en` });
    expect(page.statusCode).toBe(200);
    expect(page.body).toMatch(/nobody new can follow it.*What was heard/s);
    expect(page.body).not.toContain('type="email"');
    const before = (await subscription.posted(ConsentAskedV1)).length;
    const answer = await send(`/topics/${PLAN}?lang=en`, [
      ['topics', PLAN],
      ['email', 'late@example.ca'],
    ]);
    expect(answer.statusCode).toBe(410);
    expect(await subscription.posted(ConsentAskedV1)).toHaveLength(before);
    expect((await subscription.app.inject({ url: '/topics/nothing' })).statusCode).toBe(404);
  });
});

function codesOn(html: string): string[] {
  return [...html.matchAll(/<textarea[^>]*>([\s\S]*?)<\/textarea>/g)].map(([, code = '']) => decoded(code));
}

function hidden(code: string): [string, string][] {
  return [...code.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)">/g)].map(
    ([, name = '', value = '']) => [name, value],
  );
}

function decoded(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
