import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ConsentAskedV1, ConsentConfirmedV1, ConsentWithdrewV1, ResidentErasedV1 } from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { addressHash } from './address-hash.ts';

const manner = { control: 'subscribe-button', page: '/' };
const EMAIL = 'erase.me@example.ca';
const TOPIC = 'city-budget';

describe('PROOF-5: a resident who is erased', () => {
  let subscription: RunningSubscription;
  let leaveToken: string;
  let residentId: string;

  const rows = <T>(sql: string, ...parameters: unknown[]) =>
    subscription.app.get(DataSource).query<T[]>(sql, parameters);
  const follow = async () => {
    const { app } = subscription;
    await app.get(AskService).ask({ email: EMAIL, topics: [TOPIC], language: 'en', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await app.get(ConfirmService).confirm(confirmation.token, manner);
    return subscription.last(ConsentConfirmedV1);
  };
  const erased = () => {
    const hash = addressHash(EMAIL, subscription.settings.addressKey[0] ?? '');
    return Object.assign(new ResidentErasedV1(), {
      residentIds: [residentId],
      addressHash: hash.toString('base64'),
      erasedAt: '2026-03-02T15:00:00.000Z',
    });
  };
  const leave = () =>
    subscription.app.inject({
      method: 'POST',
      url: `/leave/${leaveToken}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'scope=everything',
    });

  beforeAll(async () => {
    subscription = await runSubscription();
    const { topics, ...confirmed } = await follow();
    residentId = confirmed.residentId;
    leaveToken = subscription.app.get(LeaveLinks).token(topics[0]?.subscriptionId ?? '');
    await subscription.app
      .get(AskService)
      .ask({ email: EMAIL, topics: ['digital-infrastructure-plan'], language: 'en', manner });
    const sent = await subscription.send(erased());
    await subscription.sendAgain(sent);
    await subscription.send(erased());
  });
  afterAll(() => subscription.stop());

  it('is known by a keyed hash alone, and follows nothing', async () => {
    expect(await subscription.count(`residents WHERE address = '${EMAIL}'`)).toBe(0);
    expect(await subscription.count(`requests WHERE address = '${EMAIL}'`)).toBe(0);
    const ended = await rows(
      'SELECT state, end_reason, version FROM subscriptions WHERE resident_id = $1',
      residentId,
    );
    expect(ended).toEqual([{ state: 'ended', end_reason: 'erased', version: 2 }]);
    expect(await subscription.count('erased_addresses')).toBeGreaterThan(0);
  });

  it('LEAVE-3: can still press the link of an old mail, which says that they left', async () => {
    expect((await leave()).body).toContain('You have left');
    expect(await subscription.posted(ConsentWithdrewV1)).toHaveLength(0);
  });

  it('LEAVE-6: who comes back is another resident; a repeated erasure does not touch them, an old link does', async () => {
    subscription.clock.set('2026-03-05T15:00:00.000Z');
    const confirmed = await follow();
    expect(confirmed.residentId).not.toBe(residentId);
    await subscription.send(erased());
    expect(await subscription.count("subscriptions WHERE state = 'active'")).toBe(1);
    await leave();
    expect(await subscription.last(ConsentWithdrewV1)).toMatchObject({ residentId: confirmed.residentId });
    expect(await subscription.count("subscriptions WHERE state = 'active'")).toBe(0);
  });
});
