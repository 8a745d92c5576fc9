import { createHash } from 'node:crypto';
import type { TopicSender } from '#libs/contracts';
import type { Database } from './batch.ts';

/** What was released cannot be read any more, or is not what its hash says. */
export class ContentChanged extends Error {
  override readonly name = 'ContentChanged';
}

export interface ReleasedText {
  subject: string;
  /** Markdown. */
  body: string;
}

export interface Released {
  /** By language. */
  texts: Record<string, ReleasedText>;
  sender: TopicSender;
}

/**
 * Reads what was released from the release itself: nobody can change that under a running dispatch (MSG-2).
 * @throws ContentChanged
 */
export async function readReleased(
  database: Database,
  { announcementId, contentHash }: { announcementId: string; contentHash: string },
): Promise<Released> {
  const { rows } = await database.query<{ content: string }>(
    'SELECT content FROM releases WHERE announcement_id = $1 AND content_hash = $2 LIMIT 1',
    [announcementId, contentHash],
  );
  const content = rows[0]?.content ?? '';
  if (createHash('sha256').update(content).digest('hex') !== contentHash) {
    throw new ContentChanged('what was released is not what its hash says');
  }
  return JSON.parse(content) as Released;
}

/** In a language of the city; in the first that there is, where it is not written in that one. @throws ContentChanged */
export function textIn({ texts }: Released, language: string): ReleasedText {
  const code = Object.hasOwn(texts, language) ? language : Object.keys(texts)[0];
  const text = code === undefined ? undefined : texts[code];
  if (!text) throw new ContentChanged('the announcement is written in no language');
  return text;
}
