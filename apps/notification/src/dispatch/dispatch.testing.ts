import { randomUUID } from 'node:crypto';
import type { Frequency } from '#libs/contracts';
import { LeaveLinks, ManageLinks } from '#libs/links';
import { eventually } from '../../../../test/support/index.ts';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { ended, preferencesChanged, standing, topicPublished } from '../messages.testing.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';
import { ReleasesService } from '../releases/releases.service.ts';
import { Senders } from '../senders/senders.ts';
import { DispatchRounds } from './dispatch-rounds.ts';
import { DispatchesService } from './dispatches.service.ts';
import { type Statement, StatementQuery } from './statement.query.ts';

/** Of the bench to the relay. */
export const CONNECTIONS = 2;
export const START = '2026-03-02T15:00:00.000Z';

export interface Follower {
  residentId: string;
  subscriptionId: string;
  address: string;
}

/** Without anything: as it happens. */
export interface How {
  frequency?: Frequency;
  pausedUntil?: string;
}

export interface Delivery {
  residentId: string;
  state: string;
  reason: string | null;
  ledgerIndex: string;
}

const author = { subject: 'ada', name: 'Ada', roles: ['author' as const] };
const approver = { subject: 'bo', name: 'Bo', roles: ['approver' as const] };

/** *notification* with few connections and small batches, and for each test a topic that nobody follows yet. */
export class DispatchBench {
  notification: RunningNotification;
  topic: string;

  async start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    const small = { BATCH_SIZE: '3', DISPATCH_CONNECTIONS: String(CONNECTIONS) };
    this.notification = await runNotification({ ...small, ...environment });
  }

  async begin(): Promise<void> {
    this.clock.set(START);
    this.topic = await this.newTopic();
  }

  calm(): void {
    this.mails.refuseRecipients();
    this.mails.refuseMessages();
    this.mails.release();
  }

  stop(): Promise<void> {
    return this.notification.stop();
  }

  get mails() {
    return this.notification.mails;
  }

  get clock() {
    return this.notification.clock;
  }

  get dispatches(): DispatchesService {
    return this.notification.app.get(DispatchesService);
  }

  query<T>(sql: string, ...parameters: unknown[]): Promise<T[]> {
    return this.notification.dataSource.query<T[]>(sql, parameters);
  }

  /** A public page. */
  get(url: string) {
    return this.notification.app.inject({ method: 'GET', url });
  }

  async newTopic(): Promise<string> {
    const topic = `topic-${randomUUID()}`;
    await this.notification.send(topicPublished({ topic }));
    return topic;
  }

  /**
   * Residents who follow the topic as if they always had: without welcome letters. In the order of their ids. Each topic has a
   * domain, and so a lane, of its own: one that a test slowed would hold up the next.
   */
  async follow(count: number, own: { language?: string; address?: string } = {}): Promise<Follower[]> {
    const followers = Array.from({ length: count }, () =>
      follower(own.address ?? `r.${randomUUID()}@${this.topic}.example.org`),
    ).sort((one, other) => (one.residentId < other.residentId ? -1 : 1));
    await this.query(
      `INSERT INTO audience
         (topic, resident_id, subscription_id, address, language, version, ledger_index, active, joined)
       SELECT $1, resident_id, subscription_id, address, $2, 1, 8, true, nextval('audience_moments')
       FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS follower (resident_id, subscription_id, address)`,
      this.topic,
      own.language ?? 'en',
      followers.map(({ residentId }) => residentId),
      followers.map(({ subscriptionId }) => subscriptionId),
      followers.map(({ address }) => address),
    );
    return followers;
  }

  async followOne(own: { language?: string; address?: string } = {}): Promise<Follower> {
    const [one] = await this.follow(1, own);
    if (!one) throw new Error('nobody follows');
    return one;
  }

  async leave({ residentId, subscriptionId }: Follower): Promise<void> {
    const standings = [standing({ topic: this.topic, subscriptionId, version: 2, ledgerIndex: 99 })];
    await this.notification.send(ended({ residentId, standings }));
  }

  /** @param version grows with each choice of the same resident. */
  async choose({ residentId }: Follower, how: How, version = 1): Promise<void> {
    const { frequency = 'as-it-happens', pausedUntil = null } = how;
    const frequencies = [{ topic: this.topic, frequency }];
    await this.notification.send(preferencesChanged({ residentId, version, pausedUntil, frequencies }));
  }

  leaveUrl({ subscriptionId }: Follower): string {
    const { linkKeys } = this.notification.settings;
    return `https://updates.example.ca/leave/${new LeaveLinks(linkKeys).token(subscriptionId)}`;
  }

  /** In what is sent today. */
  manageUrl({ residentId }: Follower): string {
    const links = new ManageLinks(this.notification.settings.linkKeys);
    return `https://updates.example.ca/manage/${links.mailed(residentId, this.clock.now())}`;
  }

  /** Written by one person and released by another. @returns its id. */
  async announce(sendAt: Date | null = null, topic = this.topic): Promise<string> {
    const { app, dataSource } = this.notification;
    const texts = {
      en: { subject: 'Meetings in March', body: 'Come, **please**: [the plan](https://example.ca/plan).' },
      fr: { subject: 'Réunions en mars', body: 'Venez, **svp** : [le plan](https://example.ca/plan).' },
    };
    const announcements = app.get(AnnouncementsService);
    const id = await announcements.write(author, { topic, consultation: null, sendAt, texts });
    await announcements.submit(author, id);
    const whole = await findWhole(dataSource.manager, id);
    await app.get(ReleasesService).release(approver, id, whole?.contentHash ?? '');
    app.get(DispatchRounds).wake();
    return id;
  }

  /** Once it is as expected; without expectation, once the dispatch is finished. */
  statement(
    announcementId: string,
    isRight: (statement: Statement) => boolean = ({ state }) => state === 'finished',
  ): Promise<Statement> {
    return eventually(
      () => this.notification.app.get(StatementQuery).ofAnnouncement(announcementId),
      (found) => found !== undefined && isRight(found),
    ) as Promise<Statement>;
  }

  deliveries(announcementId: string): Promise<Delivery[]> {
    return this.query<Delivery>(
      `SELECT resident_id AS "residentId", deliveries.state, deliveries.reason, ledger_index AS "ledgerIndex"
       FROM deliveries JOIN dispatches ON dispatches.id = dispatch_id
       WHERE announcement_id = $1 ORDER BY resident_id`,
      announcementId,
    );
  }

  /** Those whose mail is not on the wire, though it may be noted as about to go. */
  notHandedOver(followers: Follower[]): Follower[] {
    return followers.filter(({ address }) => !this.mails.heldFor.includes(address));
  }

  /** The sender has heard of everybody who left until now. */
  async heard(): Promise<void> {
    await this.notification.app.get(Senders).own?.revocations.poll();
  }

  /** Nothing of it is on the wire any more. */
  async allGivenBack(dispatchId: string): Promise<void> {
    const sql = 'SELECT 1 FROM batches WHERE dispatch_id = $1 AND leased_until IS NOT NULL';
    await eventually(
      () => this.query(sql, dispatchId),
      (leased) => leased.length === 0,
    );
  }

  /** As if every sender of it had fallen silent long ago. */
  async loseLeases(announcementId: string): Promise<void> {
    await this.query(
      `UPDATE batches SET leased_until = clock_timestamp() - interval '1 second'
       WHERE dispatch_id = (SELECT id FROM dispatches WHERE announcement_id = $1)`,
      announcementId,
    );
  }

  /** How many mails each of them got. */
  mailsTo(followers: Follower[]): number[] {
    return followers.map(({ address }) => this.mails.to(address).length);
  }
}

function follower(address: string): Follower {
  return { residentId: randomUUID(), subscriptionId: randomUUID(), address };
}
