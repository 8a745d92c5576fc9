import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1, ConsentConfirmedV1, PersonalLetterAskedV1 } from '#libs/contracts';
import { ManageLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const PLAN = 'digital-infrastructure-plan';
const START = Date.parse('2026-03-02T15:00:00.000Z');
const manner = { control: 'subscribe-button', page: '/' };
const LIMITS = {
  UNPROVEN_ASKS_PER_HOUR: '2',
  NETWORK_ASKS_PER_HOUR: '4',
  ADDRESS_ASKS_PER_HOUR: '1',
  DOMAIN_ASKS_PER_HOUR: '4',
  CONFIRMATIONS_PER_MINUTE: '1',
  LARGE_DOMAINS: 'example.org',
};

describe('whoever asks to be reached at an address that may be anybody else’s', () => {
  let subscription: RunningSubscription;
  let path: string;
  let count = 0;
  beforeAll(async () => {
    subscription = await runSubscription(LIMITS);
  });
  afterAll(() => subscription.stop());
  beforeEach(async () => {
    later(0);
    await subscription.redis.flush();
    path = await formOf(await follow());
  });

  const later = (seconds: number) => subscription.clock.set(new Date(START + seconds * 1000).toISOString());
  const someone = () => {
    count += 1;
    return `resident${count}@example.org`;
  };
  const follow = async () => {
    const { app } = subscription;
    await app.get(AskService).ask({ email: someone(), topics: [PLAN], language: 'en', manner });
    await app
      .get(ConfirmService)
      .confirm((await subscription.last(ConsentAskedV1)).confirmation.token, manner);
    return (await subscription.last(ConsentConfirmedV1)).residentId;
  };
  const formOf = async (residentId: string) =>
    `/manage/${new ManageLinks(subscription.settings.linkKeys).fresh(residentId, new Date(START + 86_400_000))}/address`;
  const hidden = (body: string): Record<string, string> =>
    Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
  const send = async (url: string, fields: Record<string, string>, from = '192.0.2.7') =>
    subscription.app.inject({
      method: 'POST',
      url: `${url}?lang=en`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
      payload: new URLSearchParams(fields).toString(),
    });
  const ask = async (fields: Record<string, string> = {}, from?: string) => {
    const page = await subscription.app.inject({ url: path });
    return send(path, { ...hidden(page.body), email: someone(), ...fields }, from);
  };
  const letters = () => subscription.posted(PersonalLetterAskedV1);
  const changes = () => subscription.count('address_changes');

  it('ABUSE-2: is caught by the field for programs, and nothing is stored', async () => {
    const before = [(await letters()).length, await changes()];
    const answer = await ask({ homepage: 'https://spam.example' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('href="#homepage"');
    expect([(await letters()).length, await changes()]).toEqual(before);
  });

  it('ABUSE-2, ABUSE-4: waits half a minute over the limit of their network, on a page that nobody keeps', async () => {
    const from = '198.51.100.7';
    for (const _ of [1, 2]) expect((await ask({}, from)).statusCode).toBe(200);
    const before = (await letters()).length;
    const waiting = await ask({ email: 'late@example.org' }, from);
    expect(waiting.statusCode).toBe(429);
    expect(waiting.body).toContain('Please wait 30 seconds');
    expect(waiting.body).toContain(`action="${path}?lang=en"`);
    expect(waiting.headers['x-robots-tag']).toContain('noindex');
    expect(waiting.headers['cache-control']).toContain('no-store');
    expect(waiting.headers['referrer-policy']).toBe('no-referrer');
    expect(await letters()).toHaveLength(before);
    later(30);
    expect((await send(path, hidden(waiting.body), from)).body).toContain('Look at your mail');
    expect(await letters()).toHaveLength(before + 1);
  });

  it('ABUSE-2: is counted with all else that comes from their network and for a domain', async () => {
    for (const _ of [1, 2]) expect((await ask({}, '198.51.101.7')).statusCode).toBe(200);
    const topics = { topics: PLAN, email: someone() };
    expect((await send('/', topics, '198.51.101.8')).statusCode).toBe(429);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      path = await formOf(await follow());
      const email = `office${index}@small-office.ca`;
      statuses.push((await ask({ email }, `203.0.${index}.7`)).statusCode);
    }
    expect(statuses.at(0)).toBe(200);
    expect(statuses.at(-1)).toBe(429);
  });

  it('ABUSE-1, ABUSE-2: sees the same when the address was tried too often, and no mail comes of it', async () => {
    const email = 'tried@example.org';
    await send('/', { topics: PLAN, email }, '203.0.113.7');
    const before = (await letters()).length;
    const crowded = await ask({ email }, '203.0.114.7');
    const other = await ask({}, '203.0.115.7');
    const told = ({ statusCode, body, headers: { date: _, ...headers } }: typeof crowded) =>
      JSON.stringify([statusCode, body, headers]);
    expect(told(crowded)).toBe(told(other));
    expect(await letters()).toHaveLength(before + 1);
    expect(await changes()).toBeGreaterThan(1);
  });

  it('ABUSE-2: cannot get past the breaker, neither when asking nor when the old mailbox agrees', async () => {
    await ask({ email: 'agreed@example.org' }, '203.0.116.7');
    const agree = `/change-address/${(await letters()).at(-1)?.token}`;
    const fields = hidden((await subscription.app.inject({ url: agree })).body);
    for (const from of ['203.0.117.7', '203.0.118.7'])
      await send('/', { topics: PLAN, email: someone() }, from);
    expect((await ask({}, '203.0.119.7')).statusCode).toBe(503);
    expect((await send(agree, fields)).statusCode).toBe(503);
    const toNew = async () =>
      (await subscription.posted(ConsentAskedV1)).filter(({ address }) => address === 'agreed@example.org');
    expect(await toNew()).toHaveLength(0);
    later(16 * 60);
    expect((await send(agree, fields)).body).toContain('Now confirm at the new address');
    expect(await toNew()).toHaveLength(1);
    // That mail was counted: one more and all are stopped again.
    await send('/', { topics: PLAN, email: someone() }, '203.0.120.7');
    expect((await send('/', { topics: PLAN, email: someone() }, '203.0.121.7')).statusCode).toBe(503);
  });
});
