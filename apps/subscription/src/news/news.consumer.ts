import { Injectable } from '@nestjs/common';
import { AnnouncementPublishedV1, ConsultationPublishedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';

/** What *notification* tells of its own: kept here, so that no page has to ask for it. */
@Injectable()
export class NewsConsumer {
  /** What went out does not change any more; it may be told again. */
  @Takes(AnnouncementPublishedV1)
  async announced(message: AnnouncementPublishedV1, { manager }: Taken): Promise<void> {
    const { announcementId, topic, subjects, publishedAt } = message;
    await manager.query(
      `INSERT INTO announcements (id, topic, subjects, published_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO NOTHING`,
      [announcementId, topic, subjects, publishedAt],
    );
  }

  /** An older word never overwrites a newer one, in whatever order they come. */
  @Takes(ConsultationPublishedV1)
  async invited(message: ConsultationPublishedV1, { manager }: Taken): Promise<void> {
    const { consultation, topics, titles, summaries, opensOn, closesOn, publishedAt } = message;
    await manager.query(
      `INSERT INTO consultations AS known (slug, topics, titles, summaries, opens_on, closes_on, published_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (slug) DO UPDATE SET
         topics = excluded.topics, titles = excluded.titles, summaries = excluded.summaries,
         opens_on = excluded.opens_on, closes_on = excluded.closes_on, published_at = excluded.published_at
       WHERE known.published_at < excluded.published_at`,
      [consultation, topics, titles, summaries, opensOn, closesOn, publishedAt],
    );
  }
}
