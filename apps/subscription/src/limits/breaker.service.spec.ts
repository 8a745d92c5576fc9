import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '#libs/clock';
import { ConsentAskedV1 } from '#libs/contracts';
import { createLogger } from '#libs/logging';
import { eventually } from '../../../../test/support/index.ts';
import { SubscriptionSettings } from '../settings.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { Breaker } from './breaker.ts';
import { Counters } from './counters.ts';

const PLAN = 'digital-infrastructure-plan';

describe('the breaker of confirmations', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription({ CONFIRMATIONS_PER_MINUTE: '5', CONFIRMATIONS_STOP_MINUTES: '15' });
  });
  afterAll(() => subscription.stop());

  let asked = 0;
  const post = (language = 'en', email = `resident${asked + 1}@example.ca`) => {
    asked += 1;
    return subscription.app.inject({
      method: 'POST',
      url: `/?lang=${language}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ email, topics: PLAN }).toString(),
    });
  };
  const sound = () => subscription.app.inject({ url: '/health/sound' });
  const isOpen = () => subscription.app.get(Breaker).secondsLeft > 0;
  const mails = async () => (await subscription.posted(ConsentAskedV1)).length;

  it('ABUSE-2: stops all confirmations at a set rate, says so honestly, and tells the operators', async () => {
    expect((await sound()).statusCode).toBe(200);
    // Mails count, not attempts: this one sends none.
    const [first, second] = [await post(), await post('en', 'resident1@example.ca')];
    expect([first.statusCode, second.statusCode]).toEqual([303, 303]);
    for (let sent = 0; sent < 5; sent += 1) expect((await post()).statusCode).toBe(303);
    const [before, stored] = [await mails(), await subscription.count('requests')];
    const answer = await post('fr');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('900');
    expect(answer.body).toContain('Les inscriptions sont suspendues pour le moment');
    expect(answer.body).toContain('Réessayez dans 15 minutes');
    const program = await subscription.app.inject({
      method: 'POST',
      url: '/api/subscription/v1/requests',
      payload: { email: 'program@example.ca', topics: [PLAN], language: 'en', consent: true },
    });
    expect(program.statusCode).toBe(503);
    expect(program.json()).toMatchObject({ type: expect.stringContaining('confirmations-stopped') });
    expect([await mails(), await subscription.count('requests')]).toEqual([before, stored]);
    expect((await sound()).statusCode).toBe(503);
    expect((await sound()).json()).toMatchObject({ troubles: ['confirmations-stopped'] });
    expect((await subscription.app.inject({ url: '/health/ready' })).statusCode).toBe(200);
  });

  it('lets those who have their mail confirm and leave meanwhile', async () => {
    expect(isOpen()).toBe(true);
    const { confirmation } = await subscription.last(ConsentAskedV1);
    const url = `/confirm/${confirmation.token}`;
    const value =
      /name="value" value="([^"]+)"/.exec((await subscription.app.inject({ url })).body)?.[1] ?? '';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = new URLSearchParams({ value }).toString();
    const answer = await subscription.app.inject({ method: 'POST', url, headers, payload });
    expect(answer.body).toContain('You are following');
  });

  it('is heard by a process that has sent nothing, and outlives a wiped Redis', async () => {
    await subscription.redis.flush();
    expect((await post()).statusCode).toBe(503);
    const settings = { ...subscription.settings } as SubscriptionSettings;
    const other = new Counters(settings);
    await other.onApplicationBootstrap();
    const silent = createLogger('subscription', 'silent');
    const breaker = new Breaker(other, subscription.app.get(Clock), settings, silent);
    breaker.onApplicationBootstrap();
    const seconds = await eventually(
      async () => breaker.secondsLeft,
      (left) => left > 0,
    );
    expect(seconds).toBe(900);
    await breaker.onApplicationShutdown();
    other.onApplicationShutdown();
  });

  it('closes by itself, and stops again if it goes on', async () => {
    subscription.clock.set('2026-03-02T15:14:59.000Z');
    expect((await post()).statusCode).toBe(503);
    subscription.clock.set('2026-03-02T15:15:00.000Z');
    await subscription.redis.flush();
    for (let sent = 0; sent < 6; sent += 1) expect((await post()).statusCode).toBe(303);
    expect((await post()).statusCode).toBe(503);
  });
});
