import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { SystemClock } from '#libs/clock';
import { ConsentAskedV1 } from '#libs/contracts';
import { loadSettings } from '#libs/settings';
import { freePort } from '../../../../tools/ports.ts';
import { SubscriptionSettings } from '../settings.ts';
import { BARE, type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { Counters } from './counters.ts';
import { Limits } from './limits.ts';

const PLAN = 'digital-infrastructure-plan';
const LIMITS = {
  NETWORK_ASKS_PER_HOUR: '6',
  UNPROVEN_ASKS_PER_HOUR: '4',
  ADDRESS_ASKS_PER_HOUR: '3',
  DOMAIN_ASKS_PER_HOUR: '8',
  LARGE_DOMAINS: 'example.org',
};

describe('limits', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription(LIMITS);
  });
  beforeEach(() => subscription.redis.flush());
  afterAll(() => subscription.stop());

  let asked = 0;
  const someone = (domain = 'example.org') => {
    asked += 1;
    return `resident${asked}@${domain}`;
  };
  const post = (url: string, { email = someone(), from = '192.0.2.7' } = {}) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
      payload: new URLSearchParams({ email, topics: PLAN }).toString(),
    });
  const program = (from: string) =>
    subscription.app.inject({
      method: 'POST',
      url: '/api/subscription/v1/requests',
      headers: { 'x-forwarded-for': from },
      payload: { email: someone(), topics: [PLAN], language: 'en', consent: true },
    });
  const times = async (count: number, ask: (index: number) => Promise<{ statusCode: number }>) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push((await ask(index)).statusCode);
    return statuses;
  };

  it('ABUSE-2: a network that asks too much gets a page that helps, in its language, and nothing is stored', async () => {
    expect(await times(6, () => post('/'))).toEqual([303, 303, 303, 303, 429, 429]);
    const before = await subscription.count('requests');
    const answer = await post('/?lang=fr', { from: '192.0.2.200' });
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3500);
    expect(answer.headers['content-language']).toBe('fr');
    expect(answer.body).toContain('Réessayez dans 60 minutes');
    expect(await subscription.count('requests')).toBe(before);
    expect((await post('/', { from: '192.0.3.7' })).statusCode).toBe(303);
  });

  it('ABUSE-2: the form of all topics, of one, the API and the request for data count together', async () => {
    const topic = () => post(`/topics/${PLAN}`);
    expect(await times(1, () => post('/'))).toEqual([303]);
    expect(await times(1, topic)).toEqual([303]);
    expect(await times(1, () => program('192.0.2.9'))).toEqual([202]);
    expect(await times(1, () => post('/my-data'))).toEqual([303]);
    expect(await times(2, () => post('/my-data'))).toEqual([429, 429]);
    const answer = await program('192.0.2.9');
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 429, type: expect.stringContaining('network-busy') });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('ABUSE-2: a /56 of IPv6 counts as one network', async () => {
    const statuses = await times(5, (index) => post('/', { from: `2001:db8:1:2${index}0::1` }));
    expect(statuses).toEqual([303, 303, 303, 303, 429]);
    expect((await post('/', { from: '2001:db8:1:300::1' })).statusCode).toBe(303);
  });

  it('takes no word of a client for where it comes from, but that of the proxy alone', async () => {
    const claims = await times(5, (index) => post('/', { from: `198.51.100.${index}, 192.0.2.7` }));
    expect(claims).toEqual([303, 303, 303, 303, 429]);
    const pastTheProxy = await times(5, (index) =>
      subscription.app.inject({
        method: 'POST',
        url: '/',
        remoteAddress: '203.0.113.5',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': `198.51.${index}.7`,
          'x-real-ip': `198.51.${index}.7`,
        },
        payload: new URLSearchParams({ email: someone(), topics: PLAN }).toString(),
      }),
    );
    expect(pastTheProxy).toEqual([303, 303, 303, 303, 429]);
  });

  it('ABUSE-1, ABUSE-2: an address that is tried too often gets the same answer, and no further message', async () => {
    const email = someone();
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) => post('/', { email, from: `198.51.${index}.7` })),
    );
    const told = answers.map(({ statusCode, body, headers: { date: _, ...headers } }) =>
      JSON.stringify([statusCode, body, headers]),
    );
    expect(new Set(told).size).toBe(1);
    const messages = await subscription.posted(ConsentAskedV1);
    expect(messages.filter(({ address }) => address === email)).toHaveLength(1);
  });

  it('ABUSE-2: addresses of one domain are limited together with its subdomains, those of a large one are not', async () => {
    const ask = (domain: string) => (index: number) =>
      post('/', { email: someone(index % 2 ? domain : `mail.${domain}`), from: `198.51.${index}.7` });
    const statuses = await times(12, ask('small-office.ca'));
    const passed = statuses.filter((status) => status === 303).length;
    expect(passed).toBeGreaterThanOrEqual(8);
    expect(passed).toBeLessThanOrEqual(10);
    expect(statuses.at(-1)).toBe(429);
    expect(await times(12, (index) => post('/', { from: `203.0.${index}.7` }))).not.toContain(429);
    const gmail = (index: number) => post('/', { email: `a${index}@gmail.com`, from: `203.1.${index}.7` });
    expect(await times(12, gmail)).not.toContain(429);
  });

  it('ABUSE-2: one address that is tried again and again does not use up what its domain may ask', async () => {
    const at = (index: number) => ({ from: `198.51.${index}.7` });
    const victim = { email: 'victim@small-office.ca' };
    expect(await times(20, (index) => post('/', { ...victim, ...at(index) }))).not.toContain(429);
    const colleague = await post('/', { email: 'colleague@small-office.ca', ...at(30) });
    expect(colleague.statusCode).toBe(303);
    await times(12, (index) => post('/', { email: someone('small-office.ca'), ...at(40 + index) }));
    expect((await post('/', { ...victim, ...at(60) })).statusCode).toBe(429);
  });

  it('ABUSE-5: Redis holds no address of mail or network', async () => {
    await post('/', { email: 'someone@small-office.ca', from: '192.0.2.7' });
    const redis = new Redis(subscription.redis.url);
    const keys = await redis.keys('limit-*');
    const held = JSON.stringify([keys, await Promise.all(keys.map((key) => redis.get(key)))]);
    const lives = await Promise.all(keys.map((key) => redis.pttl(key)));
    redis.disconnect();
    expect(keys.length).toBeGreaterThanOrEqual(4);
    expect(held).not.toMatch(/someone|small-office|192|@/);
    expect(Math.min(...lives)).toBeGreaterThan(0);
  });

  it('ABUSE-2: never holds up who leaves, confirms or refuses', async () => {
    expect((await times(6, () => post('/'))).at(-1)).toBe(429);
    const { confirmation } = await subscription.last(ConsentAskedV1);
    const from = { 'x-forwarded-for': '192.0.2.7', 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of [`/confirm/${confirmation.token}`, `/confirm/${confirmation.token}/not-me`]) {
      const answers = await times(9, () =>
        subscription.app.inject({ method: 'POST', url: path, headers: from, payload: 'value=x' }),
      );
      expect(new Set(answers)).toEqual(new Set([200]));
    }
    const leave = await times(9, () =>
      subscription.app.inject({
        method: 'POST',
        url: '/leave/unknown',
        headers: from,
        payload: 'scope=topic',
      }),
    );
    expect(leave).not.toContain(429);
  });
});

describe('limits while Redis is away', () => {
  it('ABUSE-2: go on in each process, and nobody waits or is refused for it', async () => {
    const settings = loadSettings(SubscriptionSettings, {
      ...LIMITS,
      ...BARE,
      REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
    });
    const counters = new Counters(settings);
    await counters.onApplicationBootstrap();
    const limits = new Limits(counters, new SystemClock(), settings);
    const visit = { clientAddress: '192.0.2.7', effort: 'none' } as const;
    const admit = () => limits.admit(visit, 'one@example.org');
    const tries = [await admit(), await admit(), await admit(), await admit()];
    expect(tries.map(({ isCrowded }) => isCrowded)).toEqual([false, false, false, true]);
    await expect(admit()).rejects.toMatchObject({ code: 'proof-needed', status: 429 });
    await expect(limits.admit({ ...visit, clientAddress: '192.0.3.7' }, 'two@example.org')).resolves.toEqual({
      isCrowded: false,
    });
    counters.onApplicationShutdown();
  });
});
