import { AnnouncementPublishedV1 } from '#libs/contracts';
import type { Act } from '#libs/messaging';
import { findArchived } from './archive.query.ts';

/**
 * Tells *subscription* of an announcement that the archive shows by now, inside the act that brought it there. One whose time was
 * missed is told when somebody resumes it (SEND-7).
 */
export async function tellArchived(
  { manager, post }: Pick<Act, 'manager' | 'post'>,
  id: string,
): Promise<void> {
  for (const { topic, sentAt, texts } of await findArchived(manager, { id })) {
    const subjects = Object.fromEntries(Object.entries(texts).map(([code, { subject }]) => [code, subject]));
    post(
      Object.assign(new AnnouncementPublishedV1(), {
        announcementId: id,
        topic,
        subjects,
        publishedAt: sentAt.toISOString(),
      }),
    );
  }
}
