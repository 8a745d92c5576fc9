import type { EntityManager } from 'typeorm';
import type { Localised } from '#libs/site';

export interface Announced {
  id: string;
  topic: string;
  subjects: Localised;
  publishedAt: Date;
}

export interface Invitation {
  slug: string;
  topics: string[];
  titles: Localised;
  summaries: Localised;
  /** Days in the city, `YYYY-MM-DD`, both included. */
  opensOn: string;
  closesOn: string;
}

/** The last announcement of each topic that has one. */
export async function lastAnnounced(manager: EntityManager): Promise<Announced[]> {
  return manager.query<Announced[]>(
    `SELECT DISTINCT ON (topic) id, topic, subjects, published_at AS "publishedAt"
     FROM announcements ORDER BY topic, published_at DESC, id`,
  );
}

/** Of one topic, the latest first. */
export async function announcedAbout(
  manager: EntityManager,
  topic: string,
  most: number,
): Promise<Announced[]> {
  return manager.query<Announced[]>(
    `SELECT id, topic, subjects, published_at AS "publishedAt"
     FROM announcements WHERE topic = $1 ORDER BY published_at DESC, id LIMIT $2`,
    [topic, most],
  );
}

/** Those that are not over on this day, the one that ends first before the others. */
export async function invitationsOn(manager: EntityManager, day: string): Promise<Invitation[]> {
  return manager.query<Invitation[]>(
    `SELECT slug, topics, titles, summaries, opens_on::text AS "opensOn", closes_on::text AS "closesOn"
     FROM consultations WHERE closes_on >= $1 ORDER BY opens_on > $1, closes_on, slug`,
    [day],
  );
}
