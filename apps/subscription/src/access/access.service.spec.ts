import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessAskedV1, ConsentAskedV1, ResidentErasedV1 } from '#libs/contracts';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { PurgeService } from '../requests/purge.service.ts';
import { addressHash } from '../residents/address-hash.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const PLAN = 'digital-infrastructure-plan';
const START = '2026-03-02T15:00:00.000Z';

describe('asking for everything that is held', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  beforeEach(() => subscription.clock.set(START));
  afterAll(() => subscription.stop());

  const send = (body: Record<string, string>, language = 'en') =>
    subscription.app.inject({
      method: 'POST',
      url: `/my-data?lang=${language}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(body).toString(),
    });
  const asked = () => subscription.posted(AccessAskedV1);
  const ask = async (email: string) => {
    await subscription.app.get(AskService).ask({ email, topics: [PLAN], language: 'en', manner });
    return subscription.last(ConsentAskedV1);
  };
  const follow = async (email: string) => {
    const { confirmation } = await ask(email);
    await subscription.app.inject({ url: `/confirm/${confirmation.token}` });
    return subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
  };
  const table = (message: AccessAskedV1, name: string) =>
    message.held.find((each) => each.name === name)?.rows;

  it('PROOF-6: tells consent all that is held here: address, requests, visits, subscriptions', async () => {
    const { residentId } = await follow('one@example.ca');
    await follow('other@example.ca');
    expect((await send({ email: ' one@EXAMPLE.ca ' }, 'fr')).statusCode).toBe(303);
    const message = await subscription.last(AccessAskedV1);
    expect(message).toMatchObject({
      address: 'one@EXAMPLE.ca',
      language: 'fr',
      askedAt: START,
      residentIds: [residentId],
    });
    expect(table(message, 'residents')).toMatchObject([
      { id: residentId, address: 'one@example.ca', known_since: START },
    ]);
    expect(table(message, 'requests')).toMatchObject([
      {
        state: 'confirmed',
        frequency: 'as_it_happens',
        mail_was_sent: true,
        topics: [{ topic: PLAN, topic_version: 1 }],
      },
    ]);
    expect(table(message, 'visits')).toMatchObject([{ visited_at: START }]);
    expect(table(message, 'subscriptions')).toMatchObject([
      { topic: PLAN, state: 'active', frequency: 'as_it_happens' },
    ]);
    expect(table(message, 'agreements')).toMatchObject([
      { topic: PLAN, topic_version: 1, notice: expect.stringMatching(/^[0-9a-f]{64}$/), occurred_at: START },
    ]);
    expect(JSON.stringify(message)).not.toContain('other@example.ca');
  });

  it('ABUSE-1: answers the same, and goes out the same, whether anything is held or not', async () => {
    await follow('active@example.ca');
    await ask('pending@example.ca');
    const answers = new Set<string>();
    for (const name of ['new', 'active', 'pending', 'new']) {
      const { statusCode, headers, body } = await send({ email: `${name}@example.ca` });
      const { date: _, ...same } = headers;
      answers.add(JSON.stringify([statusCode, same, body]));
    }
    expect(answers.size).toBe(1);
    const unknown = (await asked()).find(({ address }) => address === 'new@example.ca');
    expect(unknown?.residentIds).toEqual([]);
    expect(unknown?.held.flatMap(({ rows }) => rows)).toEqual([]);
  });

  it('ABUSE-2: asks once a day for each address, however often and however it is typed', async () => {
    const before = (await asked()).length;
    const emails = ['two@example.ca', 'two@EXAMPLE.CA', ...Array.from({ length: 8 }, () => 'two@example.ca')];
    await Promise.all(emails.map((email) => send({ email })));
    expect((await asked()).length).toBe(before + 1);
    subscription.clock.set('2026-03-03T14:59:59.000Z');
    await send({ email: 'two@example.ca' });
    expect((await asked()).length).toBe(before + 1);
    subscription.clock.set('2026-03-03T15:00:00.000Z');
    await send({ email: 'two@example.ca' });
    expect((await asked()).length).toBe(before + 2);
  });

  it('forgets who asked when the day is over', async () => {
    await send({ email: 'three@example.ca' });
    expect(await subscription.count('access_requests')).toBeGreaterThan(0);
    subscription.clock.set('2026-03-09T15:00:00.000Z');
    await subscription.app.get(PurgeService).purge();
    expect(await subscription.count('access_requests')).toBe(0);
  });

  it('LEAVE-6: finds nothing by the keyed hash that is left of who was erased', async () => {
    const { residentId } = await follow('four@example.ca');
    const hash = addressHash('four@example.ca', subscription.settings.addressKey[0] ?? '');
    await subscription.send(
      Object.assign(new ResidentErasedV1(), {
        residentIds: [residentId],
        addressHash: hash.toString('base64'),
        erasedAt: START,
      }),
    );
    await send({ email: 'four@example.ca' });
    expect(await subscription.last(AccessAskedV1)).toMatchObject({
      address: 'four@example.ca',
      residentIds: [],
    });
  });

  it.each([
    ['nothing', {}],
    ['an empty address', { email: ' ' }],
    ['no address', { email: 'not an address' }],
    ['two addresses', { email: 'a@example.ca,b@example.ca' }],
    ['a header', { email: 'a@example.ca\r\nBcc: b@example.ca' }],
    ['a very long one', { email: `${'a'.repeat(5000)}@example.ca` }],
  ])('ABUSE-3: refuses %s with words, and tells nobody', async (_, body) => {
    const before = (await asked()).length;
    const answer = await send(body);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('There is a problem');
    expect((await asked()).length).toBe(before);
  });

  it('CONF-1: an address in the query is no form; opening the pages asks for nothing', async () => {
    const before = (await asked()).length;
    for (const url of ['/my-data?email=five@example.ca', '/my-data/asked?email=five@example.ca']) {
      expect((await subscription.app.inject({ url })).statusCode).toBe(200);
    }
    const query = { method: 'POST', url: '/my-data?email=five@example.ca' } as const;
    expect((await subscription.app.inject(query)).statusCode).toBe(422);
    expect((await asked()).length).toBe(before);
  });

  it('is the same for a program: 202, and problems named', async () => {
    const post = (payload: object) =>
      subscription.app.inject({ method: 'POST', url: '/api/subscription/v1/access-requests', payload });
    const known = await post({ email: 'one@example.ca', language: 'en' });
    const unknown = await post({ email: 'six@example.ca', language: 'en' });
    expect([known.statusCode, known.body]).toEqual([202, unknown.body]);
    expect(unknown.statusCode).toBe(202);
    for (const wrong of [{}, { email: 'x', language: 'en' }, { email: 'x@example.ca', language: 'xx' }]) {
      const answer = await post(wrong);
      expect(answer.statusCode).toBe(400);
      expect(answer.body).not.toContain('x@example.ca');
    }
  });
});
