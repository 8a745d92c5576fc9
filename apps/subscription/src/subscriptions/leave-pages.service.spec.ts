import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentWithdrewV1,
  PersonalLetterAskedV1,
} from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const PLAN = 'digital-infrastructure-plan';

describe('leaving', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());

  /** @returns the leave token of each topic, as mail about it would carry it. */
  const follow = async (email: string, topics = [PLAN, 'city-budget']) => {
    const { app } = subscription;
    await app.get(AskService).ask({ email, topics, language: 'en', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await app.get(ConfirmService).confirm(confirmation.token, manner);
    const { topics: followed } = await subscription.last(ConsentConfirmedV1);
    return followed.map(({ subscriptionId }) => app.get(LeaveLinks).token(subscriptionId));
  };
  const post = (url: string, payload: string, type = 'application/x-www-form-urlencoded') =>
    subscription.app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload });
  const left = () => subscription.posted(ConsentWithdrewV1);
  const active = () => subscription.count("subscriptions WHERE state = 'active'");

  it('CONF-1: opening the link changes nothing, and the page offers this topic and everything', async () => {
    const [token] = await follow('one@example.ca');
    const page = await subscription.app.inject({ method: 'GET', url: `/leave/${token}?scope=everything` });
    expect(page.body).toContain('Leave this topic');
    expect(page.body).toContain('Leave everything');
    expect(await left()).toHaveLength(0);
  });

  it('LEAVE-1, LEAVE-4: the button leaves one topic at once; the other goes on', async () => {
    const [token] = await follow('two@example.ca');
    const before = await active();
    expect((await post(`/leave/${token}`, 'scope=topic')).body).toContain('You have left');
    expect(await active()).toBe(before - 1);
    expect((await left()).at(-1)).toMatchObject({
      topics: [{ topic: PLAN, version: 2 }],
      manner: { control: 'leave-topic-button' },
    });
  });

  it('LEAVE-1: leaves everything', async () => {
    const [token] = await follow('three@example.ca');
    await post(`/leave/${token}`, 'scope=everything');
    expect((await left()).at(-1)?.topics).toHaveLength(2);
  });

  it('mails nobody who left, unless the city wants receipts', async () => {
    const [token] = await follow('receipt.off@example.ca');
    await post(`/leave/${token}`, 'scope=everything');
    expect(await subscription.posted(PersonalLetterAskedV1)).toEqual([]);
  });

  it('LEAVE-2: one-click answers 200 without a redirect or a cookie, each time, as either kind of form', async () => {
    const [token] = await follow('four@example.ca');
    const boundary = 'x0x';
    const field = `Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click`;
    const multipart = `--${boundary}\r\n${field}\r\n--${boundary}--\r\n`;
    const before = (await left()).length;
    const answers = [
      await post(`/leave/${token}`, 'List-Unsubscribe=One-Click'),
      await post(`/leave/${token}`, multipart, `multipart/form-data; boundary=${boundary}`),
      await post(`/leave/${token}`, 'List-Unsubscribe=One-Click'),
    ];
    for (const { statusCode, headers } of answers) {
      expect(statusCode).toBe(200);
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect(await left()).toHaveLength(before + 1);
  });

  it('LEAVE-2: one press at the address of a mail about several topics leaves everything; opening it only asks', async () => {
    const [token] = await follow('seven@example.ca');
    const before = await active();
    const page = await subscription.app.inject({ method: 'GET', url: `/leave/${token}/everything` });
    expect(page.body).toContain('Leave everything');
    expect(await active()).toBe(before);
    const answer = await post(`/leave/${token}/everything`, 'List-Unsubscribe=One-Click');
    expect(answer.statusCode).toBe(200);
    expect(await active()).toBe(before - 2);
    expect((await post(`/leave/${token}/everything`, 'scope=topic')).body).toContain('You have left');
  });

  it('LEAVE-2: multipart alone is enough', async () => {
    const [token] = await follow('five@example.ca', [PLAN]);
    const payload =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    const before = await active();
    expect((await post(`/leave/${token}`, payload, 'multipart/form-data; boundary=b')).statusCode).toBe(200);
    expect(await active()).toBe(before - 1);
  });

  it('LEAVE-2: many who press at the same moment leave, each by one event, however often they press', async () => {
    const tokens: string[] = [];
    for (let number = 0; number < 6; number += 1) {
      const [token = ''] = await follow(`together${number}@example.ca`);
      tokens.push(token);
    }
    const [before, were] = [(await left()).length, await active()];
    const presses = [...tokens, ...tokens, ...tokens].map((token) =>
      post(`/leave/${token}`, 'List-Unsubscribe=One-Click'),
    );
    expect((await Promise.all(presses)).map(({ statusCode }) => statusCode)).toEqual(Array(18).fill(200));
    const events = (await left()).slice(before);
    expect(new Set(events.map(({ residentId }) => residentId)).size).toBe(6);
    expect(events).toHaveLength(6);
    expect(await active()).toBe(were - 6);
  });

  it('LEAVE-3: an old link ends what was followed again since, and counts on from its version', async () => {
    const [old] = await follow('six@example.ca', [PLAN]);
    await post(`/leave/${old}`, 'scope=topic');
    await follow('six@example.ca', [PLAN]);
    await post(`/leave/${old}`, 'scope=topic');
    expect((await left()).at(-1)).toMatchObject({ topics: [{ topic: PLAN, version: 4 }] });
  });

  it('LEAVE-3: works for a resident of whom nothing is left; a link that is not ours does not', async () => {
    const { app } = subscription;
    const erased = app.get(LeaveLinks).token('0190f5c0-0000-4000-8000-00000000dead');
    expect((await post(`/leave/${erased}`, 'scope=everything')).body).toContain('You have left');
    expect((await post(`/leave/${erased}`, 'List-Unsubscribe=One-Click')).statusCode).toBe(200);
    for (const fields of ['scope=topic', 'List-Unsubscribe=One-Click']) {
      expect((await post(`/leave/${'A'.repeat(54)}`, fields)).statusCode).toBe(404);
    }
    const page = await app.inject({ url: `/leave/${'A'.repeat(54)}?lang=en` });
    expect([page.statusCode, page.headers['x-robots-tag']]).toEqual([404, 'noindex, nofollow']);
    expect(page.body).toContain('href="/manage?lang=en"');
  });
});

describe('leaving, where the city wants receipts', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription({ LEFT_RECEIPTS: 'on' });
  });
  afterAll(() => subscription.stop());

  it('asks for one for who pressed the button, once, and never after one click', async () => {
    const { app } = subscription;
    const address = 'receipt.on@example.ca';
    await app.get(AskService).ask({ email: address, topics: [PLAN, 'city-budget'], language: 'fr', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await app.get(ConfirmService).confirm(confirmation.token, manner);
    const { topics } = await subscription.last(ConsentConfirmedV1);
    const [first, second] = topics.map(({ subscriptionId }) => app.get(LeaveLinks).token(subscriptionId));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (token: string | undefined, payload: string) =>
      app.inject({ method: 'POST', url: `/leave/${token}`, headers, payload });
    await post(first, 'List-Unsubscribe=One-Click');
    expect(await subscription.posted(PersonalLetterAskedV1)).toEqual([]);
    await post(second, 'scope=topic');
    await post(second, 'scope=topic');
    expect(await subscription.posted(PersonalLetterAskedV1)).toMatchObject([
      { kind: 'left', address, language: 'fr', topics: [topics[1]?.topic] },
    ]);
  });
});
