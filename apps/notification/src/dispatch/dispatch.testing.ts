import { randomUUID } from 'node:crypto';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { topicPublished } from '../messages.testing.ts';
import { eventually, type RunningNotification } from '../notification.testing.ts';
import { ReleasesService } from '../releases/releases.service.ts';
import { DispatchRounds } from './dispatch-rounds.ts';
import { type Statement, StatementQuery } from './statement.query.ts';

export interface Follower {
  residentId: string;
  subscriptionId: string;
  address: string;
}

/** A topic of this test's own, which nobody follows yet. */
export async function newTopic(notification: RunningNotification): Promise<string> {
  const topic = `topic-${randomUUID()}`;
  await notification.send(topicPublished({ topic }));
  return topic;
}

/** Residents who follow it, as if *consent* had granted them long ago: without welcome letters. In the order of their ids. */
export async function follow(
  notification: RunningNotification,
  topic: string,
  count: number,
  own: { language?: string; address?: string } = {},
): Promise<Follower[]> {
  const followers = Array.from({ length: count }, () => {
    const residentId = randomUUID();
    return {
      residentId,
      subscriptionId: randomUUID(),
      address: own.address ?? `r.${residentId}@example.org`,
    };
  }).sort((one, other) => (one.residentId < other.residentId ? -1 : 1));
  await notification.dataSource.query(
    `INSERT INTO audience (topic, resident_id, subscription_id, address, language, version, ledger_index, active, joined)
     SELECT $1, resident_id, subscription_id, address, $2, 1, 8, true, nextval('audience_moments')
     FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS follower (resident_id, subscription_id, address)`,
    [
      topic,
      own.language ?? 'en',
      followers.map(({ residentId }) => residentId),
      followers.map(({ subscriptionId }) => subscriptionId),
      followers.map(({ address }) => address),
    ],
  );
  return followers;
}

const author = { subject: 'ada', name: 'Ada', roles: ['author' as const] };
const approver = { subject: 'bo', name: 'Bo', roles: ['approver' as const] };

/** Written by one person and released by another. @returns its id. */
export async function announce(
  notification: RunningNotification,
  topic: string,
  sendAt: Date | null = null,
): Promise<string> {
  const announcements = notification.app.get(AnnouncementsService);
  const texts = {
    en: { subject: 'Meetings in March', body: 'Come, **please**: [the plan](https://example.ca/plan).' },
    fr: { subject: 'Réunions en mars', body: 'Venez, **svp** : [le plan](https://example.ca/plan).' },
  };
  const id = await announcements.write(author, { topic, consultation: null, sendAt, texts });
  await announcements.submit(author, id);
  const whole = await findWhole(notification.dataSource.manager, id);
  await notification.app.get(ReleasesService).release(approver, id, whole?.contentHash ?? '');
  notification.app.get(DispatchRounds).wake();
  return id;
}

/** The statement, once it is as expected. */
export function statement(
  notification: RunningNotification,
  announcementId: string,
  isRight: (statement: Statement) => boolean = ({ state }) => state === 'finished',
): Promise<Statement> {
  return eventually(
    () => notification.app.get(StatementQuery).ofAnnouncement(announcementId),
    (found) => found !== undefined && isRight(found),
  ) as Promise<Statement>;
}
