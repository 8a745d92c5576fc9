import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentWithdrewV1,
  PersonalLetterAskedV1,
  PreferencesChangedV1,
} from '#libs/contracts';
import { LeaveLinks, ManageLinks } from '#libs/links';
import { eventually } from '../../../../test/support/index.ts';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const PLAN = 'digital-infrastructure-plan';
const BUDGET = 'city-budget';
const START = '2026-03-02T15:00:00.000Z';

describe('the manage page', () => {
  let subscription: RunningSubscription;
  let token: string;
  let address: string;
  let residentId: string;
  let count = 0;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());
  beforeEach(async () => {
    count += 1;
    address = `resident${count}@example.ca`;
    await subscription.app
      .get(AskService)
      .ask({ email: address, topics: [PLAN, BUDGET], language: 'en', frequency: 'weekly', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
    residentId = (await subscription.last(ConsentConfirmedV1)).residentId;
    token = links().mailed(residentId, new Date(START));
  });

  const links = () => new ManageLinks(subscription.settings.linkKeys);
  const open = (url = `/manage/${token}`) => subscription.app.inject({ method: 'GET', url });
  const valueOn = ({ body }: { body: string }) => /name="value" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const post = (url: string, fields: Record<string, string>) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  /** What the page sends when nobody touched it, with these fields changed. */
  const save = async (fields: Record<string, string>) =>
    post(`/manage/${token}?lang=en`, { value: valueOn(await open()), language: 'en', ...fields });
  const preferences = () => subscription.last(PreferencesChangedV1);
  const active = () =>
    subscription.count(`subscriptions WHERE state = 'active' AND resident_id = '${residentId}'`);

  it('tells how often was asked for with the request', async () => {
    expect(await preferences()).toEqual({
      residentId,
      version: 1,
      language: 'en',
      pausedUntil: null,
      frequencies: [
        { topic: BUDGET, frequency: 'weekly' },
        { topic: PLAN, frequency: 'weekly' },
      ],
    });
  });

  it('ABUSE-4: by a link from a mail shows what is followed and a masked address, and asks for a fresh link for the rest', async () => {
    const page = await open();
    expect(page.body).toContain('r…@example.ca');
    expect(page.body).not.toContain(address);
    expect(page.body).toContain('City budget');
    expect(page.body).toContain('Mail me a fresh link');
    expect(page.body).not.toContain(`/manage/${token}/erase`);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers['x-robots-tag']).toContain('noindex');
  });

  it('by a fresh link shows the address and the way to the rest', async () => {
    token = links().fresh(residentId, new Date('2026-03-03T15:00:00.000Z'));
    const page = await open();
    expect(page.body).toContain(address);
    expect(page.body).toContain(`/manage/${token}/erase`);
  });

  it('mails the fresh link to the owner alone', async () => {
    const value = valueOn(await open());
    const answer = await post(`/manage/${token}/fresh?lang=fr`, { value });
    expect(answer.headers.location).toBe('/manage/asked?lang=fr');
    const letters = () => subscription.posted(PersonalLetterAskedV1);
    const [letter] = await eventually(letters, (all) => all.some((each) => each.residentId === residentId));
    expect(letter).toMatchObject({ kind: 'manage-link', address, language: 'fr' });
    expect(JSON.stringify(answer.headers) + answer.body).not.toContain(letter?.token);
  });

  it('changes language, frequency and pause at once, and tells all of it', async () => {
    const answer = await save({
      language: 'fr',
      [`topic-${PLAN}`]: 'daily',
      [`topic-${BUDGET}`]: 'weekly',
      'pause-day': '16',
      'pause-month': '3',
      'pause-year': '2026',
    });
    expect(answer.body).toContain('Your choices are saved');
    expect(answer.body).toContain('March 16, 2026');
    expect(await preferences()).toEqual({
      residentId,
      version: 2,
      language: 'fr',
      pausedUntil: '2026-03-16',
      frequencies: [
        { topic: BUDGET, frequency: 'weekly' },
        { topic: PLAN, frequency: 'daily' },
      ],
    });
    expect((await open()).body).toMatch(/id="pause-day"[^>]*value="16"/);
  });

  it('ends the pause when the day is taken away', async () => {
    await save({ 'pause-day': '16', 'pause-month': '3', 'pause-year': '2026' });
    await save({});
    expect(await preferences()).toMatchObject({ version: 3, pausedUntil: null });
  });

  it.each([
    [{ 'pause-day': '31', 'pause-month': '6', 'pause-year': '2026' }, 'Enter a real date'],
    [{ 'pause-day': '2', 'pause-month': '3', 'pause-year': '2026' }, 'must be after today'],
    [{ language: 'xx' }, 'Choose a language'],
  ])('refuses %j with words, keeps what was typed, and changes nothing', async (fields, words) => {
    const answer = await save({ ...fields, [`topic-${PLAN}`]: 'leave' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(words);
    expect(answer.body).toMatch(/value="leave" checked/);
    expect(await preferences()).toMatchObject({ version: 1 });
    expect(await active()).toBe(2);
  });

  it('LEAVE-1, LEAVE-4: leaves one topic, and everything, at once', async () => {
    await save({ [`topic-${PLAN}`]: 'leave', [`topic-${BUDGET}`]: 'daily' });
    expect(await subscription.last(ConsentWithdrewV1)).toMatchObject({
      residentId,
      topics: [{ topic: PLAN, version: 2 }],
      manner: { control: 'manage-leave-topic', page: '/manage' },
    });
    expect((await preferences()).frequencies).toEqual([{ topic: BUDGET, frequency: 'daily' }]);
    const left = await save({ scope: 'everything' });
    expect(left.body).toContain('You no longer follow any topic');
    expect(await subscription.last(ConsentWithdrewV1)).toMatchObject({
      topics: [{ topic: BUDGET, version: 2 }],
      manner: { control: 'manage-leave-everything' },
    });
    expect(await active()).toBe(0);
  });

  it('CONF-1, CONF-2: nothing changes by GET, by the query, or without the value that the page carries', async () => {
    const value = valueOn(await open());
    const query = `scope=everything&topic-${PLAN}=leave&language=fr&value=${value}`;
    for (const method of ['GET', 'HEAD', 'POST'] as const) {
      await subscription.app.inject({ method, url: `/manage/${token}?${query}` });
    }
    const answer = await post(`/manage/${token}`, { value: 'made.up', scope: 'everything' });
    expect(answer.statusCode).toBe(200);
    await post(`/manage/${token}/fresh`, { value: 'made.up' });
    expect(await active()).toBe(2);
    expect(await preferences()).toMatchObject({ version: 1 });
    expect(await subscription.count('manage_links_asked WHERE answered_at IS NULL')).toBe(0);
  });

  it('ASK-3: adding a topic shows its notice, ticks nothing, and goes through consent', async () => {
    await save({ [`topic-${BUDGET}`]: 'leave' });
    const page = await open(`/manage/${token}/topics?lang=en`);
    expect(page.body).toContain('City of Toronto Act, 2006');
    expect(page.body).not.toMatch(/type="checkbox"[^>]*\schecked/);
    expect(page.body).not.toContain(`value="${PLAN}"`);
    const value = valueOn(page);
    expect((await post(`/manage/${token}/topics`, { value })).statusCode).toBe(422);
    const answer = await post(`/manage/${token}/topics`, { value, topics: BUDGET });
    expect(answer.statusCode).toBe(303);
    expect(await subscription.last(ConsentAskedV1)).toMatchObject({
      residentId,
      address,
      topics: [{ topic: BUDGET }],
      manner: { control: 'manage-add-button', page: '/manage/topics' },
    });
    expect(await active()).toBe(1);
  });

  it('adding a topic offers how often they want to hear of the others, and asks for what they chose', async () => {
    await save({ [`topic-${BUDGET}`]: 'leave' });
    const page = () => open(`/manage/${token}/topics?lang=en`);
    expect((await page()).body).toMatch(/name="frequency"[^>]*value="weekly" checked/);
    const value = valueOn(await page());
    const answer = await post(`/manage/${token}/topics?lang=en`, { value, frequency: 'daily' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toMatch(/name="frequency"[^>]*value="daily" checked/);
    expect(
      (await post(`/manage/${token}/topics`, { value, topics: BUDGET, frequency: 'x' })).statusCode,
    ).toBe(422);
    await post(`/manage/${token}/topics`, { value, topics: BUDGET, frequency: 'daily' });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
    expect((await preferences()).frequencies).toEqual([
      { topic: BUDGET, frequency: 'daily' },
      { topic: PLAN, frequency: 'weekly' },
    ]);
    expect((await page()).body).toMatch(/name="frequency"[^>]*value="as-it-happens" checked/);
  });

  it('CONF-3: an expired, unknown or mangled link, and a leave link, get a page that helps', async () => {
    const leave = new LeaveLinks(subscription.settings.linkKeys).token(residentId);
    const ended = links().fresh(residentId, new Date(START));
    const nobody = links().mailed('0190f5c0-0000-4000-8000-00000000dead', new Date(START));
    for (const wrong of [leave, ended, nobody, 'x', '%00', 'A'.repeat(60)]) {
      const page = await open(`/manage/${wrong}`);
      expect(page.statusCode).toBe(404);
      expect(page.body).toContain('href="/manage"');
    }
  });

  it('keeps each notice that was agreed to, also when it is confirmed again', async () => {
    const agreements = () =>
      subscription.count(
        `agreements JOIN subscriptions ON id = subscription_id WHERE resident_id = '${residentId}'`,
      );
    expect(await agreements()).toBe(2);
    await subscription.app.get(AskService).ask({ email: address, topics: [PLAN], language: 'fr', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
    expect(await agreements()).toBe(3);
    expect(await preferences()).toMatchObject({ version: 2, language: 'fr' });
  });
});
