import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { readMessage } from '#libs/contracts';
import { createLogger } from '#libs/logging';
import { Seal } from '#libs/messaging';
import { createService } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { readCity } from '#libs/site';
import {
  addJob,
  envelope,
  eventually,
  type FreshRedis,
  freshDatabase,
  freshRedis,
  type SentMessage,
} from '../../../test/support/index.ts';
import { service } from './service.ts';
import { SubscriptionSettings } from './settings.ts';
import { PublishService } from './topics/publish.service.ts';
import { readTopics } from './topics/topics-file.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

/** Settings that have no default, for parts that are tried without the whole. */
export const BARE = {
  PORT: '0',
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1/nowhere',
  MESSAGE_KEY: key(1),
  ADDRESS_KEY: key(2),
  LINK_KEYS: key(3),
  FORM_KEY: key(4),
};

export interface RunningSubscription {
  app: NestFastifyApplication;
  settings: SubscriptionSettings;
  redis: FreshRedis;
  /** Moves what the service takes for the time. */
  clock: { set(iso: string): void };
  /** What waits in the outbox for other services, oldest first. */
  posted<M extends object>(contract: new () => M): Promise<M[]>;
  /** The newest of them. */
  last<M extends object>(contract: new () => M): Promise<M>;
  count(table: string): Promise<number>;
  /** Puts a message into our queue, as *consent*'s relay would, and waits until it is taken. */
  send(message: object): Promise<SentMessage>;
  sendAgain(sent: SentMessage): Promise<void>;
  stop(): Promise<void>;
}

/** *subscription* with the demo city's topics, on a database and a Redis of its own; nobody takes its messages. */
export async function runSubscription(environment: NodeJS.ProcessEnv = {}): Promise<RunningSubscription> {
  const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  const settings = loadSettings(SubscriptionSettings, {
    ...BARE,
    DATABASE_URL: database.urls.subscription,
    REDIS_URL: redis.url,
    // What a test changes is seen at once.
    KEEP_SECONDS: '0',
    ...environment,
  });
  const app = await createService(service, settings, createLogger('subscription', 'silent'));
  const clock = holdTime(app, '2026-03-02T15:00:00.000Z');
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await seed(app, settings);
  const dataSource = app.get(DataSource);
  const posted = <M extends object>(contract: new () => M) =>
    readOutbox(dataSource, settings.messageKey, contract);
  const publish = async (sent: SentMessage) => {
    await addJob('subscription', redis.url, sent);
    await untilTaken(dataSource, sent);
  };
  return {
    app,
    settings,
    redis,
    clock,
    send: async (message) => {
      const sent = envelope(message, new Seal(settings.messageKey));
      await publish(sent);
      return sent;
    },
    sendAgain: publish,
    posted,
    last: async (contract) => {
      const message = (await posted(contract)).at(-1);
      if (!message) throw new Error(`no ${contract.name} was posted`);
      return message;
    },
    count: async (table) => {
      const rows = await dataSource.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${table}`);
      return rows[0]?.count ?? 0;
    },
    stop: async () => {
      await app.close();
      await Promise.all([database.drop(), redis.stop()]);
    },
  };
}

/** The inbox row is there when the message was taken, also for one that was taken before. */
async function untilTaken(dataSource: DataSource, { id }: SentMessage): Promise<void> {
  await eventually(
    () => dataSource.query<unknown[]>('SELECT 1 FROM inbox WHERE message_id = $1', [id]),
    (rows) => rows.length === 1,
  );
}

function holdTime(app: NestFastifyApplication, start: string): { set(iso: string): void } {
  let now = new Date(start);
  Object.assign(app.get(Clock), { now: () => now });
  return {
    set: (iso) => {
      now = new Date(iso);
    },
  };
}

async function seed(app: NestFastifyApplication, { cityFolder }: SubscriptionSettings): Promise<void> {
  const city = readCity(cityFolder);
  const languages = city.languages.map(({ code }) => code);
  for (const topic of readTopics(cityFolder, languages, city.sender)) {
    await app.get(PublishService).publish(topic, languages);
  }
}

async function readOutbox<M extends object>(
  dataSource: DataSource,
  keys: string[],
  contract: new () => M,
): Promise<M[]> {
  const seal = new Seal(keys);
  const rows = await dataSource.query<{ id: string; kind: string; sealed: string }[]>(
    'SELECT id, kind, sealed FROM outbox ORDER BY sequence',
  );
  const messages = rows.map(({ id, kind, sealed }) => readMessage(kind, seal.open(sealed, `${kind} ${id}`)));
  return messages.filter((message): message is M => message instanceof contract);
}
