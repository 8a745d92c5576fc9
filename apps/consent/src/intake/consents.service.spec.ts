import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskedRecordedV2, StandingEndedV1, StandingGrantedV3 } from '#libs/contracts';
import { commitToDetail } from '#libs/tlog';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, recordOf, taken } from '../ledger.testing.ts';
import {
  asked,
  confirmation,
  confirmed,
  declined,
  NOTICE_EN,
  sha256,
  subscribedTopic,
  topicPublished,
  withdrew,
} from '../messages.testing.ts';

const COMMITMENT = /^[A-Za-z0-9+/]{43}=$/;

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
  await consent.send(topicPublished());
  await eventually(
    () => count(consent, 'leaves'),
    (leaves) => leaves === 3,
  );
});

afterAll(async () => {
  await consent.stop();
});

describe('a consent event', () => {
  it('ASK-5: asked is in the ledger before notification is told, and the token is gone with the inbox row', async () => {
    const message = asked({ confirmation: confirmation() });
    const sent = await consent.send(message);
    const record = await recordOf(consent, message);
    const [told] = await eventually(
      async () =>
        (await consent.posted(AskedRecordedV2)).filter((each) => each.requestId === message.requestId),
      (found) => found.length > 0,
    );
    expect(told).toMatchObject({
      requestId: message.requestId,
      residentId: message.residentId,
      address: 'resident@example.ca',
      topics: ['digital-plan'],
      ledgerIndex: record.index,
      confirmation: confirmation(),
      storyId: sent.storyId,
    });
    const { token } = confirmation();
    expect(record.payload).not.toContain(token);
    expect(await consent.dataSource.query('SELECT 1 FROM pending')).toEqual([]);
  });

  it('ASK-6: a request whose mail was sent before is recorded, and no mail is asked for', async () => {
    const message = asked();
    await consent.send(message);
    await recordOf(consent, message);
    const told = await consent.posted(AskedRecordedV2);
    expect(told.some(({ requestId }) => requestId === message.requestId)).toBe(false);
  });

  it('ASK-9: the record keeps time, purpose, manner, notice and language, client address and user agent', async () => {
    const message = asked();
    await consent.send(message);
    const { payload, index } = await recordOf(consent, message);
    const read = JSON.parse(payload);
    expect(read).toEqual({
      v: 2,
      action: 'asked',
      event_id: message.eventId,
      request_id: message.requestId,
      resident_id: message.residentId,
      address_c: expect.stringMatching(COMMITMENT),
      language: 'en',
      occurred_at: '2026-03-02T14:59:00.000Z',
      topics: [
        {
          topic: 'digital-plan',
          topic_version: 1,
          notice: sha256(NOTICE_EN),
          notice_language: 'en',
          purpose: 'Digital plan',
        },
      ],
      manner: {
        control: 'subscribe-button',
        page: '/',
        client_address_c: expect.stringMatching(COMMITMENT),
        user_agent_c: expect.stringMatching(COMMITMENT),
      },
    });
    const details = await consent.dataSource.query<{ kind: string; value: string; salt: Buffer }[]>(
      'SELECT kind, value, salt FROM details WHERE leaf_index = $1 ORDER BY kind',
      [index],
    );
    expect(details.map(({ kind, value }) => [kind, value])).toEqual([
      ['address', 'resident@example.ca'],
      ['client_address', '192.0.2.7'],
      ['user_agent', 'Mozilla/5.0 (tëst)'],
    ]);
    const committed = details.map((each) => commitToDetail(each, each.salt).toString('base64'));
    expect(committed).toEqual([read.address_c, read.manner.client_address_c, read.manner.user_agent_c]);
  });

  it.each([
    ['asked', asked({ confirmation: confirmation() })],
    ['confirmed', confirmed()],
    ['declined', declined()],
    ['withdrew', withdrew()],
  ])('SEND-3: %s that is delivered twice has one leaf and is told once', async (_, message) => {
    const before = await count(consent, 'outbox');
    const sent = await consent.send(message);
    await taken(consent, sent);
    const { index } = await recordOf(consent, message);
    const after = await count(consent, 'outbox');
    await consent.sendAgain(sent);
    await consent.sendAgain(sent);
    // A second id for the same event is not a second event either.
    await taken(consent, await consent.send(message));
    await consent.sequence();
    expect((await recordOf(consent, message)).index).toBe(index);
    expect(await count(consent, 'outbox')).toBe(after);
    expect(after - before).toBe(message.constructor.name === 'ConsentDeclinedV1' ? 0 : 1);
  });

  it('LEAVE-4: leaving waits for nothing, and its legal deadline is kept with the event', async () => {
    const message = withdrew({
      topics: [subscribedTopic({ version: 2, notice: sha256('never published') })],
    });
    await consent.send(message);
    const { index, payload } = await recordOf(consent, message);
    expect(JSON.parse(payload)).toMatchObject({ action: 'withdrew', deadline: '2026-03-16' });
    const [row] = await consent.dataSource.query<{ deadline: string; effective_at: Date | null }[]>(
      "SELECT to_char(deadline, 'YYYY-MM-DD') AS deadline, effective_at FROM withdrawals WHERE leaf_index = $1",
      [index],
    );
    expect(row).toEqual({ deadline: '2026-03-16', effective_at: null });
    const ended = await consent.posted(StandingEndedV1);
    expect(ended.some(({ residentId }) => residentId === message.residentId)).toBe(true);
  });

  it('one event with two topics is one leaf, and one message with two standings', async () => {
    const topics = [subscribedTopic(), subscribedTopic({ topic: 'parks' })];
    const message = confirmed({ topics });
    await consent.send(message);
    const { index } = await recordOf(consent, message);
    const granted = (await consent.posted(StandingGrantedV3)).find(
      ({ residentId }) => residentId === message.residentId,
    );
    expect(granted?.standings.map(({ topic, ledgerIndex }) => ({ topic, ledgerIndex }))).toEqual([
      { topic: 'digital-plan', ledgerIndex: index },
      { topic: 'parks', ledgerIndex: index },
    ]);
  });
});
