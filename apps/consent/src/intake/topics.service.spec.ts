import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, recordOf, taken } from '../ledger.testing.ts';
import { asked, askedTopic, declined, NOTICE_EN, sha256, topicPublished } from '../messages.testing.ts';

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

describe('the words that consent is asked with', () => {
  it('a topic: its notices are in the ledger once, after the genesis leaf, however often it is published', async () => {
    const sent = await consent.send(topicPublished());
    await consent.sendAgain(sent);
    const later = await consent.send(topicPublished({ topicVersion: 2 }));
    await taken(consent, sent, later);
    const leaves = await consent.dataSource.query<{ entry: Buffer }[]>(
      "SELECT entry FROM leaves WHERE kind <> 'consent' ORDER BY index",
    );
    expect(leaves.map(({ entry }) => entry.toString())).toEqual([
      '{"k":"genesis","origin":"ledger.example.ca/tidings","v":1}',
      `{"k":"notice","sha256":"${sha256(NOTICE_EN)}","v":1}`,
      expect.stringMatching(/^\{"k":"notice","sha256":"[0-9a-f]{64}","v":1\}$/),
    ]);
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
    const { index } = await recordOf(consent, message);
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
    const rows = await consent.dataSource.query('SELECT 1 FROM inbox WHERE message_id = $1', [sent.id]);
    expect(rows).toEqual([]);
    expect(await consent.dataSource.query('SELECT 1 FROM notices WHERE topic = $1', ['false'])).toEqual([]);
  });
});
