import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { AskService } from './ask.service.ts';
import { PurgeService } from './purge.service.ts';

const PLAN = 'digital-infrastructure-plan';
const manner = { control: 'subscribe-button', page: '/', clientAddress: '192.0.2.7', userAgent: 'test' };

describe('a request', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());

  const ask = (email: string, topics = [PLAN]) =>
    subscription.app.get(AskService).ask({ email, topics, language: 'en', manner });
  const mailsTo = async (address: string) => {
    const asked = await subscription.posted(ConsentAskedV1);
    return asked.filter((message) => message.address === address);
  };

  it('ASK-9: tells consent when, how, from where, and under which notice', async () => {
    await ask('one@example.ca');
    const [asked] = await mailsTo('one@example.ca');
    expect(asked).toMatchObject({
      address: 'one@example.ca',
      language: 'en',
      occurredAt: '2026-03-02T15:00:00.000Z',
      manner,
      topics: [{ topic: PLAN, topicVersion: 1, notice: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      confirmation: { expiresAt: '2026-03-09T15:00:00.000Z' },
    });
  });

  it('ABUSE-2: forty attempts at once on one address send one mail', async () => {
    await Promise.all(Array.from({ length: 40 }, () => ask('victim@example.ca')));
    expect(await mailsTo('victim@example.ca')).toHaveLength(1);
  });

  it('asks of many at the same moment are stored and told one by one, each in its own story', async () => {
    const before = (await subscription.posted(ConsentAskedV1)).length;
    const addresses = Array.from({ length: 150 }, (_, number) => `crowd${number % 120}@example.ca`);
    await Promise.all(addresses.map((address) => ask(address)));
    const asked = (await subscription.posted(ConsentAskedV1)).slice(before);
    expect(new Set(asked.map(({ address }) => address)).size).toBe(120);
    expect(asked).toHaveLength(120);
    expect(new Set(asked.map(({ confirmation }) => confirmation.token)).size).toBe(120);
    expect(await subscription.count("requests WHERE address LIKE 'crowd%'")).toBe(150);
    const told = "outbox WHERE kind = 'consent-asked.v1'";
    expect(await subscription.count(`(SELECT DISTINCT story_id FROM ${told}) AS stories`)).toBe(
      await subscription.count(told),
    );
  });

  it('ASK-6: another topic within the window sends no second mail, the next day one does', async () => {
    await ask('two@example.ca');
    await ask('two@example.ca', ['city-budget']);
    expect(await mailsTo('two@example.ca')).toHaveLength(1);
    subscription.clock.set('2026-03-03T15:00:01.000Z');
    await ask('two@example.ca', ['city-budget']);
    const mails = await mailsTo('two@example.ca');
    expect(mails).toHaveLength(2);
    expect(mails[0]?.residentId).toBe(mails[1]?.residentId);
  });

  it('ABUSE-3: an address that is not sound stores nothing', async () => {
    const before = await subscription.count('requests');
    await expect(ask('a@example.ca\r\nBcc: b@example.ca')).rejects.toMatchObject({ code: 'address-invalid' });
    await expect(ask('three@example.ca', ['no-such-topic'])).rejects.toMatchObject({ code: 'topic-unknown' });
    expect(await subscription.count('requests')).toBe(before);
  });

  it('ASK-6: is forgotten when it expired', async () => {
    subscription.clock.set('2026-03-20T00:00:00.000Z');
    expect(await subscription.app.get(PurgeService).purge()).toBeGreaterThan(0);
    expect(await subscription.count('requests')).toBe(0);
  });
});
