import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { Clock, SystemRandom } from '#libs/clock';
import { contractOf, readMessage } from '#libs/contracts';
import { createLogger } from '#libs/logging';
import { Seal } from '#libs/messaging';
import { createService } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { type FreshDatabase, freshDatabase, freshRedis } from '../../../test/support/index.ts';
import { SequencerService } from './ledger/sequencer.service.ts';
import { service } from './service.ts';
import { ConsentSettings } from './settings.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

export const ORIGIN = 'ledger.example.ca/tidings';

export interface RunningConsent {
  app: NestFastifyApplication;
  dataSource: DataSource;
  database: FreshDatabase;
  settings: ConsentSettings;
  clock: { set(iso: string): void };
  /** Everything that the service logged, at the most talkative level. */
  log: string[];
  /** Puts a message into our queue, as *subscription*'s relay would. @returns its envelope, to send it again. */
  send(message: object): Promise<SentMessage>;
  sendAgain(sent: SentMessage): Promise<void>;
  /** What waits in the outbox for *notification*, oldest first. */
  posted<M extends object>(contract: new () => M): Promise<(M & { storyId: string })[]>;
  /** Writes everything that waits into the ledger. */
  sequence(): Promise<void>;
  stop(): Promise<void>;
}

export interface SentMessage {
  id: string;
  kind: string;
  storyId: string;
  sealed: string;
  lane: string;
}

/** *consent* on a database and a Redis of its own. Nobody takes its messages. */
export async function runConsent(environment: NodeJS.ProcessEnv = {}): Promise<RunningConsent> {
  const consent = await openConsent(environment);
  await consent.app.init();
  await consent.app.getHttpAdapter().getInstance().ready();
  return consent;
}

/** The same, wired and idle: nothing is taken, and the ledger grows only by `sequence`. */
export async function openConsent(
  environment: NodeJS.ProcessEnv = {},
  sharedDatabase?: FreshDatabase,
): Promise<RunningConsent> {
  const database = sharedDatabase ?? (await freshDatabase());
  const redis = await freshRedis();
  const settings = consentSettings({
    DATABASE_URL: database.urls.consent,
    REDIS_URL: redis.url,
    ...environment,
  });
  const log: string[] = [];
  const logger = createLogger('consent', 'trace', { write: (line) => log.push(line) });
  const app = await createService(service, settings, logger);
  const dataSource = app.get(DataSource);
  const seal = new Seal(settings.messageKey);
  const publish = (sent: SentMessage) => addJob(redis.url, sent);
  return {
    app,
    dataSource,
    database,
    settings,
    clock: holdTime(app, '2026-03-02T15:00:00.000Z'),
    log,
    send: async (message) => {
      const sent = envelope(message, seal);
      await publish(sent);
      return sent;
    },
    sendAgain: publish,
    posted: (contract) => readOutbox(dataSource, seal, contract),
    sequence: async () => {
      while ((await app.get(SequencerService).appendBatch()) > 0);
    },
    stop: async () => {
      await app.close();
      await Promise.all([redis.stop(), sharedDatabase ? undefined : database.drop()]);
    },
  };
}

async function addJob(redisUrl: string, sent: SentMessage): Promise<void> {
  const queue = new Queue(`consent.${sent.lane}`, { connection: { url: redisUrl } });
  await queue.add(sent.kind, sent, { removeOnComplete: true, attempts: 20, backoff: 100 });
  await queue.close();
}

export function consentSettings(environment: NodeJS.ProcessEnv): ConsentSettings {
  return loadSettings(ConsentSettings, {
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    MESSAGE_KEY: key(1),
    SESSION_KEY: key(2),
    LEDGER_ORIGIN: ORIGIN,
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'tidings-audit',
    OIDC_CLIENT_SECRET: 'secret',
    ...environment,
  });
}

/** Asks the database again and again until the answer is as expected. */
export async function eventually<T>(
  look: () => Promise<T>,
  isRight: (found: T) => boolean,
  seconds = 10,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (isRight(found)) return found;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(found)} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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

function envelope(message: object, seal: Seal): SentMessage {
  const { kind, lane } = contractOf(message);
  const random = new SystemRandom();
  const id = random.uuid();
  return { id, kind, lane, storyId: random.uuid(), sealed: seal.seal(message, `${kind} ${id}`) };
}

async function readOutbox<M extends object>(
  dataSource: DataSource,
  seal: Seal,
  contract: new () => M,
): Promise<(M & { storyId: string })[]> {
  const rows = await dataSource.query<(SentMessage & { storyId: string })[]>(
    'SELECT id, kind, sealed, story_id AS "storyId" FROM outbox ORDER BY sequence',
  );
  return rows.flatMap(({ id, kind, sealed, storyId }) => {
    const message = readMessage(kind, seal.open(sealed, `${kind} ${id}`));
    return message instanceof contract ? [Object.assign(message, { storyId })] : [];
  });
}
