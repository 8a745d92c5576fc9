import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1, ConsentConfirmedV1, ConsentWithdrewV1, LeaveAskedV1 } from '#libs/contracts';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const PLAN = 'digital-infrastructure-plan';
const SAID_AT = '2026-03-02T14:58:00.000Z';

describe('what residents said by mail', () => {
  let subscription: RunningSubscription;
  let count = 0;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());
  beforeEach(() => {
    count += 1;
  });

  const follow = async () => {
    const { app } = subscription;
    const topics = [PLAN, 'city-budget'];
    await app.get(AskService).ask({ email: `mail${count}@example.ca`, topics, language: 'en', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await app.get(ConfirmService).confirm(confirmation.token, manner);
    return subscription.last(ConsentConfirmedV1);
  };
  const asked = (own: Partial<LeaveAskedV1>) =>
    Object.assign(new LeaveAskedV1(), {
      scope: 'topic',
      control: 'mailed-unsubscribe',
      askedAt: SAID_AT,
      ...own,
    });
  const left = () => subscription.posted(ConsentWithdrewV1);

  it('LEAVE-5: a mailed unsubscribe ends one topic, from when it was said, and once', async () => {
    const { residentId, topics } = await follow();
    const subscriptionId = topics.find(({ topic }) => topic === PLAN)?.subscriptionId ?? '';
    const before = (await left()).length;
    const sent = await subscription.send(asked({ subscriptionId }));
    await subscription.sendAgain(sent);
    await subscription.send(asked({ subscriptionId }));
    const withdrawals = (await left()).slice(before);
    expect(withdrawals).toHaveLength(1);
    expect(withdrawals[0]).toMatchObject({
      residentId,
      occurredAt: SAID_AT,
      topics: [{ topic: PLAN, version: 2 }],
      manner: { control: 'mailed-unsubscribe', page: '' },
    });
  });

  it('LEAVE-7: a complaint ends everything', async () => {
    const { topics } = await follow();
    const [first] = topics;
    await subscription.send(
      asked({ subscriptionId: first?.subscriptionId ?? '', scope: 'everything', control: 'complaint' }),
    );
    expect((await left()).at(-1)).toMatchObject({ topics: [{}, {}], manner: { control: 'complaint' } });
  });

  it('LEAVE-3: about a subscription that nobody knows any more, nothing is left to end', async () => {
    const before = (await left()).length;
    await subscription.send(asked({ subscriptionId: '0190f5c0-0000-4000-8000-00000000dead' }));
    expect(await left()).toHaveLength(before);
  });
});
