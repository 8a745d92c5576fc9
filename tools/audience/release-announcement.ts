import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type * as Contents from '../../apps/notification/src/announcements/content-hash.ts';
import { built } from '../bench/built.ts';

const TEXTS = {
  en: {
    subject: 'Public meetings about the plan in March',
    body: paragraphs(
      'The City invites you to talk about its plan: **when**, where, and what happens with what you say. ',
    ),
  },
  fr: {
    subject: 'Réunions publiques au sujet du plan en mars',
    body: paragraphs(
      'La Ville vous invite à discuter de son plan : **quand**, où, et ce que devient ce que vous dites. ',
    ),
  },
};

/**
 * Writes an announcement to the topic's followers with its release, as staff would have made them, and due now: the service plans its
 * dispatch within a second. The topic is known to *notification*. @returns its id.
 */
export async function releaseAnnouncement(owner: Client, topic: string): Promise<string> {
  const { approvedContent, contentHash } = await built<typeof Contents>(
    'apps/notification/src/announcements/content-hash.js',
  );
  const id = randomUUID();
  const { rows } = await owner.query<{ sender: object }>(
    'SELECT sender FROM notification.topics WHERE slug = $1',
    [topic],
  );
  const sender = rows[0]?.sender;
  if (!sender) throw new Error(`notification does not know the topic ${topic}`);
  const content = { topic, consultation: null, texts: TEXTS, sender, sendAt: null };
  await owner.query('BEGIN');
  await owner.query(
    `INSERT INTO notification.announcements
       (id, topic, state, author_subject, author_name, scheduled_at, created_at, updated_at)
     VALUES ($1, $2, 'scheduled', 'ada', 'Ada', now(), now(), now())`,
    [id, topic],
  );
  for (const [language, { subject, body }] of Object.entries(TEXTS))
    await owner.query(
      `INSERT INTO notification.announcement_texts (announcement_id, language, subject, body) VALUES ($1, $2, $3, $4)`,
      [id, language, subject, body],
    );
  await owner.query(
    `INSERT INTO notification.releases
       (id, announcement_id, content_hash, content, author_subject, approver_subject, approver_name, released_at)
     VALUES ($1, $2, $3, $4, 'ada', 'bo', 'Bo', now())`,
    [randomUUID(), id, contentHash(content), approvedContent(content)],
  );
  await owner.query('COMMIT');
  return id;
}

/** As long as such a letter is: a page of text, a list, two links. */
function paragraphs(words: string): string {
  const link = '[example.ca/plan](https://www.example.ca/plan)';
  return [words.repeat(4), `- ${words}\n- ${words}\n- ${link}`, words.repeat(3), link].join('\n\n');
}
