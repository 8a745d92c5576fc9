import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type * as Payloads from '../../../apps/consent/src/intake/payloads.ts';
import type * as PendingConsent from '../../../apps/consent/src/intake/pending-consent.ts';
import { built } from '../built.ts';
import { consentEvents } from './consent-events.ts';
import { notices } from './consent-topics.ts';

const ROWS = 5000;
const NORMAL_TURN = 2;
const SALT_OCTETS = 32;

/**
 * Puts so many consent events of distinct residents into the inbox of *consent*, after the words that they name. They are
 * what the intake makes of messages; nothing is sealed, since nobody will be written to.
 * @param url of the database, signed in as *consent*. Its inbox and ledger are empty.
 */
export async function fillInbox(url: string, events: number): Promise<void> {
  const payloads = await built<typeof Payloads>('apps/consent/src/intake/payloads.js');
  const { pendingConsent } = await built<typeof PendingConsent>('apps/consent/src/intake/pending-consent.js');
  const client = new Client({ connectionString: url, options: '-c search_path=consent -c timezone=UTC' });
  await client.connect();
  try {
    await insertNotices(client);
    const source = consentEvents(payloads);
    for (let done = 0; done < events; done += ROWS) {
      const rows = Array.from({ length: Math.min(ROWS, events - done) }, () =>
        pendingConsent(source.next().value, {
          storyId: randomUUID(),
          newSalt: () => randomBytes(SALT_OCTETS),
        }),
      );
      await client.query(
        `INSERT INTO pending (turn, kind, event_id, story_id, occurred_at, content, details)
         SELECT $1, 'consent', * FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[])`,
        [
          NORMAL_TURN,
          rows.map(({ eventId }) => eventId),
          rows.map(({ storyId }) => storyId),
          rows.map(({ occurredAt }) => occurredAt),
          rows.map(({ content }) => content),
          rows.map(({ details }) => details),
        ],
      );
    }
    // What autovacuum would do within a minute: without it the planner reads a table that it takes for empty.
    await client.query('ANALYZE pending');
  } finally {
    await client.end();
  }
}

async function insertNotices(client: Client): Promise<void> {
  for (const { sha256, topic, topicVersion, language, topicName, text, receivedAt } of notices.values()) {
    await client.query(
      `INSERT INTO notices (sha256, topic, topic_version, language, topic_name, text, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [sha256, topic, topicVersion, language, topicName, text, receivedAt],
    );
    await client.query(
      `INSERT INTO pending (turn, kind, story_id, occurred_at, content) VALUES (0, 'notice', $1, $2, $3)`,
      [randomUUID(), receivedAt, sha256],
    );
  }
}
