import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dayIn } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { type Localised, Pages } from '#libs/site';
import { type Announced, announcedAbout, invitationsOn, lastAnnounced } from '../news/news.query.ts';
import { type OfferedTopic } from '../topics/offered-topic.ts';
import { Followers } from './followers.ts';

/** An announcement in one language, with its page in the archive. */
export interface ToldAnnouncement {
  subject: string;
  publishedAt: Date;
  path: string;
}

export interface TopicOnPage extends OfferedTopic {
  latest?: ToldAnnouncement;
  /** Rounded; absent when there are few. */
  followers?: number;
}

export interface ToldInvitation {
  title: string;
  summary: string;
  path: string;
  isOpen: boolean;
  opensOn: string;
  closesOn: string;
}

/** As many as a page shows of one topic; the archive has the others. */
const LISTED = 10;

/** What stands around the forms of the residents' pages. Everything comes from tables of our own. */
@Injectable()
export class FrontService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly followers: Followers,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  /** Topics by subject, in the order in which the city wrote them. */
  async subjects(
    topics: OfferedTopic[],
    language: string,
  ): Promise<{ name: string; topics: TopicOnPage[] }[]> {
    const latest = new Map((await lastAnnounced(this.dataSource.manager)).map((one) => [one.topic, one]));
    const shown = topics.map((topic): TopicOnPage => {
      const last = latest.get(topic.slug);
      const followers = this.followers.of(topic.slug);
      return {
        ...topic,
        ...(last && { latest: this.#told(last, language) }),
        ...(followers && { followers }),
      };
    });
    const bySubject = Map.groupBy(shown, ({ subject }) => subject);
    return [...bySubject].map(([name, ofSubject]) => ({ name, topics: ofSubject }));
  }

  /** The latest first. */
  async announcements(topic: string, language: string): Promise<ToldAnnouncement[]> {
    const announced = await announcedAbout(this.dataSource.manager, topic, LISTED);
    return announced.map((one) => this.#told(one, language));
  }

  /** What residents are invited to now, and what comes; of one topic, or of all. */
  async invitations(language: string, topic?: string): Promise<ToldInvitation[]> {
    const today = dayIn(this.pages.city.timeZone, this.clock.now());
    const invitations = await invitationsOn(this.dataSource.manager, today);
    return invitations
      .filter(({ topics }) => topic === undefined || topics.includes(topic))
      .map(({ slug, titles, summaries, opensOn, closesOn }) => ({
        title: this.#spoken(titles, language),
        summary: this.#spoken(summaries, language),
        path: `/consultations/${slug}`,
        isOpen: opensOn <= today,
        opensOn,
        closesOn,
      }));
  }

  #told({ id, subjects, publishedAt }: Announced, language: string): ToldAnnouncement {
    return { subject: this.#spoken(subjects, language), publishedAt, path: `/announcements/${id}` };
  }

  /** A language that the city took up later has no words here: what there is is shown. */
  #spoken(words: Localised, language: string): string {
    const [spoken = ''] = [language, ...this.pages.languages.codes].flatMap((code) => words[code] ?? []);
    return spoken;
  }
}
