import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskedRecordedV1, StandingEndedV1, StandingGrantedV1 } from '#libs/contracts';
import { eventually, type RunningConsent, runConsent, type SentMessage } from '../consent.testing.ts';
import {
  asked,
  askedTopic,
  confirmation,
  confirmed,
  declined,
  NOTICE_EN,
  sha256,
  subscribedTopic,
  topicPublished,
  withdrew,
} from '../messages.testing.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
  await consent.send(topicPublished());
  await eventually(leafCount, (count) => count === 3);
});

afterAll(async () => {
  await consent.stop();
});

describe('what comes from subscription', () => {
  it('a topic: its notices are in the ledger once, after the genesis leaf, however often it is published', async () => {
    const sent = await consent.send(topicPublished());
    await consent.sendAgain(sent);
    const later = await consent.send(topicPublished({ topicVersion: 2 }));
    await taken(sent, later);
    const leaves = await consent.dataSource.query<{ entry: Buffer }[]>(
      "SELECT entry FROM leaves WHERE kind <> 'consent' ORDER BY index",
    );
    expect(leaves.map(({ entry }) => entry.toString())).toEqual([
      '{"k":"genesis","origin":"ledger.example.ca/tidings","v":1}',
      `{"k":"notice","sha256":"${sha256(NOTICE_EN)}","v":1}`,
      expect.stringMatching(/^\{"k":"notice","sha256":"[0-9a-f]{64}","v":1\}$/),
    ]);
  });

  it('ASK-5: asked is in the ledger before notification is told, and the token is gone with the inbox row', async () => {
    const message = asked({ confirmation: confirmation() });
    const sent = await consent.send(message);
    const record = await recordOf(message.eventId);
    const [told] = await eventually(
      async () =>
        (await consent.posted(AskedRecordedV1)).filter((each) => each.requestId === message.requestId),
      (found) => found.length > 0,
    );
    expect(told).toMatchObject({
      requestId: message.requestId,
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
    await recordOf(message.eventId);
    const told = await consent.posted(AskedRecordedV1);
    expect(told.some(({ requestId }) => requestId === message.requestId)).toBe(false);
  });

  it('ASK-9: the record keeps time, purpose, manner, notice and language, client address and user agent', async () => {
    const message = asked();
    await consent.send(message);
    const { payload } = await recordOf(message.eventId);
    expect(JSON.parse(payload)).toEqual({
      v: 1,
      action: 'asked',
      event_id: message.eventId,
      request_id: message.requestId,
      resident_id: message.residentId,
      address: 'resident@example.ca',
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
        client_address: '192.0.2.7',
        user_agent: 'Mozilla/5.0 (tëst)',
      },
    });
  });

  it.each([
    ['asked', asked({ confirmation: confirmation() })],
    ['confirmed', confirmed()],
    ['declined', declined()],
    ['withdrew', withdrew()],
  ])('SEND-3: %s that is delivered twice has one leaf and is told once', async (_, message) => {
    const before = await outboxCount();
    const sent = await consent.send(message);
    await taken(sent);
    const { index } = await recordOf(message.eventId);
    const after = await outboxCount();
    await consent.sendAgain(sent);
    await consent.sendAgain(sent);
    // A second id for the same event is not a second event either.
    await taken(await consent.send(message));
    await consent.sequence();
    expect((await recordOf(message.eventId)).index).toBe(index);
    expect(await outboxCount()).toBe(after);
    expect(after - before).toBe(message.constructor.name === 'ConsentDeclinedV1' ? 0 : 1);
  });

  it('asked with words that are not known yet is taken once they are', async () => {
    const text = 'Other words.';
    const message = asked({ topics: [askedTopic({ topic: 'parks', notice: sha256(text) })] });
    await consent.send(message);
    await consent.send(declined());
    expect(
      await consent.dataSource.query('SELECT 1 FROM records WHERE event_id = $1', [message.eventId]),
    ).toEqual([]);
    await consent.send(
      topicPublished({
        topic: 'parks',
        names: { en: 'Parks' },
        notices: [{ language: 'en', sha256: sha256(text), text }],
      }),
    );
    const { index } = await recordOf(message.eventId);
    const [notice] = await consent.dataSource.query<{ index: string }[]>(
      "SELECT index FROM leaves WHERE convert_from(entry, 'UTF8') LIKE $1",
      [`%${sha256(text)}%`],
    );
    expect(Number(notice?.index)).toBeLessThan(index);
  });

  it('words that are not what their hash says are never taken', async () => {
    const notices = [{ language: 'en', sha256: sha256('one thing'), text: 'another thing' }];
    const sent = await consent.send(topicPublished({ topic: 'false', notices }));
    await eventually(
      () => consent.app.inject('/health/ready').then((answer) => answer.json().failedMessages as number),
      (failed) => failed === 1,
    );
    expect(await inboxHas(sent)).toBe(false);
    expect(await consent.dataSource.query('SELECT 1 FROM notices WHERE topic = $1', ['false'])).toEqual([]);
  });

  it('LEAVE-4: leaving waits for nothing, and its legal deadline is kept with the event', async () => {
    const message = withdrew({
      topics: [subscribedTopic({ version: 2, notice: sha256('never published') })],
    });
    await consent.send(message);
    const { index, payload } = await recordOf(message.eventId);
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
    const { index } = await recordOf(message.eventId);
    const granted = (await consent.posted(StandingGrantedV1)).find(
      ({ residentId }) => residentId === message.residentId,
    );
    expect(granted?.standings.map(({ topic, ledgerIndex }) => ({ topic, ledgerIndex }))).toEqual([
      { topic: 'digital-plan', ledgerIndex: index },
      { topic: 'parks', ledgerIndex: index },
    ]);
  });
});

async function leafCount(): Promise<number> {
  const [row] = await consent.dataSource.query<{ count: string }[]>('SELECT count(*) FROM leaves');
  return Number(row?.count);
}

async function outboxCount(): Promise<number> {
  const [row] = await consent.dataSource.query<{ count: string }[]>('SELECT count(*) FROM outbox');
  return Number(row?.count);
}

async function recordOf(eventId: string): Promise<{ index: number; payload: string }> {
  const rows = await eventually(
    () =>
      consent.dataSource.query<{ index: string; payload: string }[]>(
        'SELECT leaf_index AS index, payload FROM records WHERE event_id = $1',
        [eventId],
      ),
    (found) => found.length === 1,
  );
  return { index: Number(rows[0]?.index), payload: rows[0]?.payload ?? '' };
}

async function inboxHas(sent: SentMessage): Promise<boolean> {
  const rows = await consent.dataSource.query<unknown[]>('SELECT 1 FROM inbox WHERE message_id = $1', [
    sent.id,
  ]);
  return rows.length === 1;
}

async function taken(...sent: SentMessage[]): Promise<void> {
  for (const each of sent)
    await eventually(
      () => inboxHas(each),
      (isTaken) => isTaken,
    );
}
