import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { Clock, SystemRandom } from '#libs/clock';
import { contractOf } from '#libs/contracts';
import { createLogger } from '#libs/logging';
import { Seal } from '#libs/messaging';
import { createService } from '#libs/service';
import { loadSettings } from '#libs/settings';
import {
  type FreshDatabase,
  type FreshRedis,
  freshDatabase,
  freshRedis,
  MailServer,
} from '../../../test/support/index.ts';
import { service } from './service.ts';
import { NotificationSettings } from './settings.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

export interface RunningNotification {
  app: NestFastifyApplication;
  dataSource: DataSource;
  database: FreshDatabase;
  redis: FreshRedis;
  mails: MailServer;
  settings: NotificationSettings;
  clock: TestClock;
  /** Puts a message into our queue, as *consent*'s relay would, and waits until it is taken. */
  send(message: object): Promise<SentMessage>;
  sendAgain(sent: SentMessage): Promise<void>;
  /** Lines of the log, as an operator would read them. */
  log: string[];
  stop(): Promise<void>;
}

export interface SentMessage {
  id: string;
  kind: string;
  storyId: string;
  sealed: string;
  lane: string;
}

export interface TestClock {
  now(): Date;
  set(iso: string): void;
  advance(seconds: number): void;
}

/** *notification* with a database, a Redis and a relay of its own. It runs until it is stopped. */
export async function runNotification(environment: NodeJS.ProcessEnv = {}): Promise<RunningNotification> {
  const [database, redis, mails] = await Promise.all([freshDatabase(), freshRedis(), MailServer.start()]);
  const running = await startAnother({ database, redis, mails }, environment);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await Promise.all([redis.stop(), database.drop(), mails.stop()]);
    },
  };
}

/** A second process of the same service would be like this. */
export async function startAnother(
  { database, redis, mails }: Pick<RunningNotification, 'database' | 'redis' | 'mails'>,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningNotification> {
  const settings = notificationSettings({
    DATABASE_URL: database.urls.notification,
    REDIS_URL: redis.url,
    SMTP_URL: mails.url,
    ...environment,
  });
  const log: string[] = [];
  const logger = createLogger('notification', 'info', { write: (line) => void log.push(line) });
  const app = await createService(service, settings, logger);
  const dataSource = app.get(DataSource);
  const clock = holdTime(app, '2026-03-02T15:00:00.000Z');
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const publish = async (sent: SentMessage) => {
    await addJob(redis.url, sent);
    await eventually(
      () => dataSource.query('SELECT 1 FROM inbox WHERE message_id = $1', [sent.id]),
      (rows) => rows.length === 1,
    );
  };
  return {
    app,
    dataSource,
    database,
    redis,
    mails,
    settings,
    clock,
    log,
    send: async (message) => {
      const sent = envelope(message, new Seal(settings.messageKey));
      await publish(sent);
      return sent;
    },
    sendAgain: publish,
    stop: () => app.close(),
  };
}

export function notificationSettings(environment: NodeJS.ProcessEnv): NotificationSettings {
  return loadSettings(NotificationSettings, {
    PORT: '0',
    NODE_ENV: 'test',
    PUBLIC_URL: 'https://updates.example.ca',
    MESSAGE_KEY: key(1),
    SESSION_KEY: key(2),
    LINK_KEYS: key(3),
    MAIL_FROM: 'updates@example.ca',
    UNSUBSCRIBE_ADDRESS: 'leave@example.ca',
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'tidings-staff',
    OIDC_CLIENT_SECRET: 'secret',
    ...environment,
  });
}

/** Asks again and again until the answer is as expected. @throws Error with the last answer. */
export async function eventually<T>(
  look: () => Promise<T>,
  isRight: (found: T) => boolean,
  seconds = 15,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (isRight(found)) return found;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(found)} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function addJob(redisUrl: string, sent: SentMessage): Promise<void> {
  const queue = new Queue(`notification.${sent.lane}`, { connection: { url: redisUrl } });
  await queue.add('messages', [sent], { removeOnComplete: true, attempts: 20, backoff: 100 });
  await queue.close();
}

function holdTime(app: NestFastifyApplication, start: string): TestClock {
  let now = new Date(start);
  const clock = {
    now: () => now,
    set: (iso: string) => {
      now = new Date(iso);
    },
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
  Object.assign(app.get(Clock), { now: clock.now });
  return clock;
}

function envelope(message: object, seal: Seal): SentMessage {
  const { kind, lane } = contractOf(message);
  const random = new SystemRandom();
  const id = random.uuid();
  return { id, kind, lane, storyId: random.uuid(), sealed: seal.seal(message, `${kind} ${id}`) };
}
