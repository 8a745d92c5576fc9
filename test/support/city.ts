import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tools/ports.ts';
import type { Processes } from '../../tools/processes/processes.ts';
import type { Service } from '../../tools/project.ts';
import { StepFailed } from '../../tools/say.ts';
import { type Corridor, serviceEnvironment } from '../../tools/services/environment.ts';
import { startFront } from '../../tools/services/front.ts';
import { runCommand } from '../../tools/services/programs.ts';
import { startProvider } from '../../tools/services/sign-in.ts';
import { CityService } from './city-service.ts';
import { freshDatabase } from './fresh-database.ts';
import { type FreshRedis, freshRedis } from './fresh-redis.ts';
import { MailServer } from './mail-server.ts';
import { ownName, ownProcesses, testRun } from './run.ts';

export interface CityOrder {
  /** Settings for the services on top of the usual ones, e.g. `{ BATCH_SIZE: '2' }`. */
  settings?: NodeJS.ProcessEnv;
  /** Whether the demonstration city is seeded; without it there is no topic. */
  seeded?: boolean;
}

export interface City {
  /** The public address, without a slash at its end. */
  url: string;
  /** Where staff are sent to sign in. */
  issuer: string;
  mails: MailServer;
  redis: FreshRedis;
  /** The database, signed in as its owner: for faults that a resident could not cause. */
  ownerUrl: string;
  service(name: Service): CityService;
  /** Everything that any process of this city, and the database server of this run, has logged so far. */
  logs(): string;
  stop(): Promise<void>;
}

/** A whole installation of this test's own: the three built services, the front, sign-in, Redis, a database, and mail. */
export async function startCity({ settings = {}, seeded = true }: CityOrder = {}): Promise<City> {
  const name = ownName('city');
  const logs = join(testRun().folder, 'logs', name);
  const processes = ownProcesses(name);
  const [database, redis, mails] = await Promise.all([freshDatabase(), freshRedis(logs), MailServer.start()]);
  const stop = async () => {
    await processes.stopAll();
    await Promise.all([redis.stop(), mails.stop(), database.drop()]);
  };
  try {
    const servers = { ownerUrl: database.ownerUrl, redisUrl: redis.url, smtpUrl: mails.url };
    const { services, ...addresses } = await startPrograms({ servers, settings, seeded, logs }, processes);
    return {
      ...addresses,
      mails,
      redis,
      ownerUrl: database.ownerUrl,
      service: (which) => services[which],
      logs: () => readLogs(logs),
      stop,
    };
  } catch (error) {
    await stop();
    throw error instanceof StepFailed ? new Error(`${error.message}\n${error.details}`) : error;
  }
}

interface ProgramsOrder extends Required<CityOrder> {
  servers: Pick<Corridor, 'ownerUrl' | 'redisUrl' | 'smtpUrl'>;
  logs: string;
}

async function startPrograms({ servers, settings, seeded, logs }: ProgramsOrder, processes: Processes) {
  const { secrets } = testRun();
  const ports = await freePorts();
  const url = `http://localhost:${ports.front}`;
  const clientSecret = secrets.OIDC_CLIENT_SECRET;
  const provider = { port: ports.provider, publicUrl: url, clientSecret, log: join(logs, 'sign-in.log') };
  const issuer = await startProvider(provider, processes);
  const signerFolder = `${logs}.signer`;
  const corridor = { ...servers, publicUrl: url, issuer, signerFolder, secrets };
  const given = { ...process.env, ...settings };
  const make = (service: Service) => {
    const env = serviceEnvironment(service, ports[service], corridor, given);
    return new CityService({ service, env, logs }, processes);
  };
  const services = {
    subscription: make('subscription'),
    consent: make('consent'),
    notification: make('notification'),
  };
  const all = Object.values(services);
  if (seeded) await Promise.all(all.map(({ order }) => runCommand('seed', order, processes)));
  await Promise.all([
    ...all.map((service) => service.start()),
    startFront(
      { port: ports.front, publicUrl: url, servicePorts: ports, log: join(logs, 'front.log') },
      processes,
    ),
  ]);
  return { url, issuer, services };
}

async function freePorts() {
  return {
    front: await freePort(),
    provider: await freePort(),
    subscription: await freePort(),
    consent: await freePort(),
    notification: await freePort(),
  };
}

function readLogs(folder: string): string {
  const files = readdirSync(folder).map((name) => join(folder, name));
  return [...files, join(testRun().folder, 'logs', 'postgres.log')]
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}
