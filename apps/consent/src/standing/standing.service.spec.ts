import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandingEndedV1, StandingGrantedV3 } from '#libs/contracts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { recordOf } from '../ledger.testing.ts';
import { confirmed, subscribedTopic, topicPublished, withdrew } from '../messages.testing.ts';
import { ReceiptLinks } from '../receipts/receipt-links.ts';
import { WithdrawalWatch } from '../withdrawals/withdrawal-watch.ts';
import { openWithdrawals } from '../withdrawals/withdrawals.query.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
  await consent.send(topicPublished());
});

afterAll(async () => {
  await consent.stop();
});

describe('may we write to this resident', () => {
  it('yes after a confirmation, no after leaving; each names the ledger entry that decided it', async () => {
    const residentId = randomUUID();
    const topics = [subscribedTopic()];
    await recorded(confirmed({ residentId, topics }));
    expect(await standing(residentId)).toMatchObject({ status: 'granted', version: 1 });
    await recorded(withdrew({ residentId, topics: topics.map((topic) => ({ ...topic, version: 2 })) }));
    expect(await standing(residentId)).toMatchObject({ status: 'ended', version: 2 });
    const [granted] = await told(StandingGrantedV3, residentId);
    const [ended] = await told(StandingEndedV1, residentId);
    expect(granted).toMatchObject({
      address: 'resident@example.ca',
      language: 'en',
      basis: 'express',
      grantedAt: '2026-03-02T14:59:30.000Z',
      standings: [{ topic: 'digital-plan', version: 1, subscriptionId: topics[0]?.subscriptionId }],
    });
    const links = new ReceiptLinks(consent.settings.receiptKeys);
    expect(links.read(granted?.receipt ?? '')).toBe(granted?.standings[0]?.ledgerIndex);
    expect(ended).toMatchObject({ reason: 'withdrew', endedAt: '2026-03-02T14:59:50.000Z' });
    expect(ended?.standings[0]?.ledgerIndex).toBeGreaterThan(granted?.standings[0]?.ledgerIndex ?? 0);
  });

  it('LEAVE-6: no, when leaving came before its confirmation, and notification is never told to write', async () => {
    const residentId = randomUUID();
    await recorded(withdrew({ residentId }));
    await recorded(confirmed({ residentId }));
    expect(await standing(residentId)).toMatchObject({ status: 'ended', version: 2 });
    expect(await told(StandingGrantedV3, residentId)).toEqual([]);
    expect(await told(StandingEndedV1, residentId)).toHaveLength(1);
  });

  it('LEAVE-6: yes again after a new consent, and an old withdrawal that comes late does not end it', async () => {
    const residentId = randomUUID();
    await recorded(confirmed({ residentId, topics: [subscribedTopic({ version: 3 })] }));
    await recorded(withdrew({ residentId, topics: [subscribedTopic({ version: 2 })] }));
    expect(await standing(residentId)).toMatchObject({ status: 'granted', version: 3 });
    expect(await told(StandingEndedV1, residentId)).toEqual([]);
  });
});

describe('a withdrawal', () => {
  it('LEAVE-4: is effective when notification has acknowledged it, not before', async () => {
    const leaving = withdrew();
    const index = await recorded(leaving);
    const watch = consent.app.get(WithdrawalWatch);
    await watch.look();
    expect(await openIndexes()).toContain(index);
    const [row] = await told(StandingEndedV1, leaving.residentId);
    await consent.dataSource.query('DELETE FROM outbox WHERE story_id = $1', [row?.storyId]);
    await watch.look();
    expect(await openIndexes()).not.toContain(index);
  });

  it('that changes nothing is effective at once', async () => {
    const residentId = randomUUID();
    await recorded(withdrew({ residentId, topics: [subscribedTopic({ version: 5 })] }));
    const index = await recorded(withdrew({ residentId, topics: [subscribedTopic({ version: 4 })] }));
    expect(await openIndexes()).not.toContain(index);
  });
});

/** Sends it and waits for its leaf. @returns the index. */
async function recorded(message: { eventId: string }): Promise<number> {
  await consent.send(message);
  return (await recordOf(consent, message)).index;
}

async function standing(residentId: string): Promise<unknown> {
  const [row] = await consent.dataSource.query<unknown[]>('SELECT * FROM standings WHERE resident_id = $1', [
    residentId,
  ]);
  return row;
}

async function told<M extends { residentId: string }>(contract: new () => M, residentId: string) {
  return (await consent.posted(contract)).filter((message) => message.residentId === residentId);
}

async function openIndexes(): Promise<number[]> {
  return (await openWithdrawals(consent.dataSource.manager, 100)).map(({ index }) => index);
}
