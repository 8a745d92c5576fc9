import { Injectable } from '@nestjs/common';
import { TopicPublishedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';

@Injectable()
export class TopicsConsumer {
  /** An older version never overwrites a newer one, in whatever order they come. */
  @Takes(TopicPublishedV1)
  async published(message: TopicPublishedV1, { manager }: Taken): Promise<void> {
    const { topic, topicVersion, open, names, sender, publishedAt } = message;
    await manager.query(
      `INSERT INTO topics AS known (slug, version, open, names, sender, published_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (slug) DO UPDATE SET
         version = excluded.version, open = excluded.open, names = excluded.names,
         sender = excluded.sender, published_at = excluded.published_at
       WHERE (known.version, known.published_at) < (excluded.version, excluded.published_at)`,
      [topic, topicVersion, open, names, sender, publishedAt],
    );
  }
}
