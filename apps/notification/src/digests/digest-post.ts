import type { DataSource } from 'typeorm';
import type { Clock, Random } from '#libs/clock';
import type { Relays } from '#libs/lanes';
import type { Logger } from '#libs/logging';
import type { SmtpRelay, SmtpSessions } from '#libs/smtp';
import type { LaneQuery } from '../lanes/lane.query.ts';
import { LaneKeeper } from '../lanes/lane-keeper.ts';
import { lanesOf } from '../lanes/outgoing.ts';
import { DIGESTS, LetterQuery } from '../letters/letter.query.ts';
import type { Leased } from '../letters/letter.ts';
import { LetterDeliverer } from '../letters/letter-deliverer.ts';
import { LetterPost } from '../letters/letter-post.ts';
import type { NotificationSettings } from '../settings.ts';
import { DigestLanes } from './digest-lanes.ts';
import { type Desk, DigestMails } from './digest-mails.ts';

/** The post of digests: that of letters, with a queue and workers of its own, so that a confirmation waits behind none (SEND-8). */
export const DIGEST_POST = Symbol('post of digests');

interface Surroundings {
  clock: Clock;
  logger: Logger;
}

/** The sessions are those of letters; digests use fewer of them than there are. */
export function digestPost(
  { redisUrl, leaseSeconds, letterConnections, digestConnections }: NotificationSettings,
  parts: { dataSource: DataSource; desk: Desk; sessions: SmtpSessions; lanes: DigestLanes },
  { clock, logger }: Surroundings,
): LetterPost {
  const { dataSource, desk, sessions, lanes } = parts;
  const rows = async <Row>(sql: string, values: unknown[]) => ({
    rows: await dataSource.query<Row[]>(sql, values),
    rowCount: null,
  });
  const concurrency = Math.max(1, Math.min(digestConnections, letterConnections - 1));
  return new LetterPost<Leased>(
    { name: 'notification.digests', concurrency, redisUrl, leaseSeconds },
    new LetterQuery<Leased>(dataSource, DIGESTS),
    new LetterDeliverer(new DigestMails({ query: rows }, desk), sessions, { clock, logger, lanes }),
    clock,
    logger,
  );
}

/** Lanes as a sender has them, made when there are digests to send. */
export function digestLanes(
  settings: NotificationSettings & { timeZone: string },
  { relays, query }: { relays: Relays<SmtpRelay>; query: LaneQuery },
  { clock, random, logger }: Surroundings & { random: Random },
): DigestLanes {
  const now = () => clock.now().getTime();
  const make = () => {
    const lanes = lanesOf(settings, query, random);
    return { lanes, keeper: new LaneKeeper({ relays, lanes }, query, { now, random, logger }) };
  };
  return new DigestLanes(make, now);
}
