import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  type FreshDatabase,
  freshDatabase,
  freshRedis,
  type SentMessage,
} from '../../../test/support/index.ts';
import { ownName } from '../../../test/support/run.ts';
import { SequencerService } from './ledger/sequencer.service.ts';
import { service } from './service.ts';
import { ConsentSettings } from './settings.ts';
import { readOutbox } from './wire.testing.ts';

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

/** *consent* on a database and a Redis of its own. Nobody takes its messages. */
export async function runConsent(
  environment: NodeJS.ProcessEnv = {},
  sharedDatabase?: FreshDatabase,
): Promise<RunningConsent> {
  const consent = await openConsent(environment, sharedDatabase);
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
  const publish = (sent: SentMessage) => addJob('consent', redis.url, sent);
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

export function consentSettings(environment: NodeJS.ProcessEnv): ConsentSettings {
  return loadSettings(ConsentSettings, {
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    MESSAGE_KEY: key(1),
    SESSION_KEY: key(2),
    ADDRESS_KEY: key(3),
    RECEIPT_KEYS: key(4),
    LEDGER_ORIGIN: ORIGIN,
    LEDGER_KEY: key(3),
    SIGNER_FOLDER: signerFolder(),
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'tidings-audit',
    OIDC_CLIENT_SECRET: 'secret',
    ...environment,
  });
}

/** Of a ledger of its own, in this run's folder, which goes with the run. */
export function signerFolder(): string {
  return join(process.env.TEST_FOLDER ?? tmpdir(), ownName('signer'));
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
