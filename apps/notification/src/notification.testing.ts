import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { createLogger } from '#libs/logging';
import { Seal } from '#libs/messaging';
import { createService } from '#libs/service';
import { loadSettings } from '#libs/settings';
import {
  addJob,
  envelope,
  eventually,
  type FreshDatabase,
  type FreshRedis,
  freshDatabase,
  freshRedis,
  MailServer,
  type SentMessage,
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
    await addJob('notification', redis.url, sent);
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
    // In the service's own process, where the test decides the time.
    SENDERS: '0',
    UNSUBSCRIBE_ADDRESS: 'leave@example.ca',
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'tidings-staff',
    OIDC_CLIENT_SECRET: 'secret',
    ...environment,
  });
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
