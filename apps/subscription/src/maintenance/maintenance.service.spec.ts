import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1, ConsentConfirmedV1, ConsentWithdrewV1 } from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const PLAN = 'digital-infrastructure-plan';
const manner = { control: 'subscribe-button', page: '/' };

describe('while the site is being worked on', () => {
  let subscription: RunningSubscription;
  let leave: string;
  beforeAll(async () => {
    // An hour and a half after the time at which this test stands.
    subscription = await runSubscription({ MAINTENANCE_UNTIL: '2026-03-02T11:30:00-05:00' });
    const email = 'resident@example.ca';
    await subscription.app.get(AskService).ask({ email, topics: [PLAN], language: 'en', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
    const [topic] = (await subscription.last(ConsentConfirmedV1)).topics;
    leave = `/leave/${new LeaveLinks(subscription.settings.linkKeys).token(topic?.subscriptionId ?? '')}`;
  });
  afterAll(() => subscription.stop());

  const open = (url: string) => subscription.app.inject({ url });
  const post = (url: string, fields: Record<string, string>) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });

  it.each([
    '/',
    `/topics/${PLAN}`,
    '/confirm/x',
    '/manage/x',
    '/manage',
    '/transparency',
    '/leaves',
    '/no-such-page',
  ])('%s says until when, with Retry-After, in the language of the resident', async (url) => {
    const french = await open(`${url}?lang=fr`);
    expect(french.statusCode).toBe(503);
    expect(french.headers).toMatchObject({ 'retry-after': '5400', 'content-language': 'fr' });
    expect(french.headers['x-robots-tag']).toContain('noindex');
    expect(french.body).toContain('2 mars 2026 à 11\u00a0h\u00a030');
    expect((await open(`${url}?lang=en`)).body).toContain('March 2, 2026 at 11:30');
  });

  it('takes no form, and says so', async () => {
    const answer = await post('/?lang=en', { email: 'new@example.ca', topics: PLAN });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('we did not receive it');
    expect(await subscription.count('requests')).toBe(1);
  });

  it('answers programs with a problem', async () => {
    for (const answer of [
      await open('/api/subscription/v1/topics'),
      await post('/api/subscription/v1/requests', {}),
    ]) {
      expect(answer.statusCode).toBe(503);
      expect(answer.headers).toMatchObject({ 'retry-after': '5400' });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ type: 'urn:tidings:problem:maintenance', status: 503 });
    }
  });

  it('says it in a frame of another site without the site around it', async () => {
    const { body, headers, statusCode } = await open(`/topics/${PLAN}/embedded?lang=en`);
    expect(statusCode).toBe(503);
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(body).not.toContain('site-header');
  });

  it('goes on telling the operator, and serves what its page looks like', async () => {
    expect((await open('/health/live')).statusCode).toBe(200);
    expect((await open('/health/ready')).statusCode).toBe(200);
    expect((await open('/assets/site.css')).statusCode).toBe(200);
  });

  it('LEAVE-1, LEAVE-2, LEAVE-4: lets residents leave, by the page and by one click', async () => {
    const page = await open(`${leave}?lang=en`);
    expect(page.statusCode).toBe(200);
    const clicked = await post(leave, { 'List-Unsubscribe': 'One-Click' });
    expect(clicked.statusCode).toBe(200);
    expect(await subscription.posted(ConsentWithdrewV1)).toHaveLength(1);
    expect((await post(`${leave}?lang=en`, { scope: 'everything' })).body).toContain('You have left');
  });

  it('stays so when it takes longer than was said, and lets ask again in ten minutes', async () => {
    subscription.clock.set('2026-03-02T17:00:00.000Z');
    const { body, headers, statusCode } = await open('/?lang=en');
    expect(statusCode).toBe(503);
    expect(headers['retry-after']).toBe('600');
    expect(body).not.toContain('11:30');
  });
});
