import { rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from '../build/build.ts';
import { freePort } from '../ports.ts';
import { DISCREET, startCluster } from '../postgres/cluster.ts';
import { placeFor } from '../postgres/place.ts';
import { asRole, createDatabase, renewPasswords, withDatabase } from '../postgres/prepare-database.ts';
import type { Child } from '../processes/child.ts';
import type { Processes } from '../processes/processes.ts';
import type { Service } from '../project.ts';
import { findRedis } from '../redis/find-redis.ts';
import { startRedis } from '../redis/redis.ts';
import { drawSecrets, rolePasswords, type Secrets } from '../secrets.ts';
import { serviceEnvironment } from '../services/environment.ts';
import { migrate } from '../services/migrate.ts';
import { startService } from '../services/programs.ts';

/**
 * A server of a city's size with everything as durable as in production: what is measured is flushed to disk. Memory is what
 * PostgreSQL's manual begins with (a quarter, "shared_buffers"), at most 4 GB, and a backlog of a million fits between two checkpoints.
 */
const SERVER = {
  max_connections: 200,
  shared_buffers: `${Math.min(4096, Math.floor(totalmem() / 2 ** 20 / 4))}MB`,
  max_wal_size: '16GB',
  checkpoint_timeout: '15min',
  ...DISCREET,
};

/** A service and its own address, without a slash at its end. */
export type StartedService = Child & { url: string };

/** PostgreSQL, Redis, a database with all migrations, and the built services, for one measurement or one ordeal alone. */
export interface Installation {
  ownerUrl: string;
  redisUrl: string;
  secrets: Secrets;
  folder: string;
  /** Starts the database's server again after it was killed. */
  startPostgres(): Promise<Child>;
  postgres(): Child;
  redis(): Child;
  databaseUrl(service: Service): string;
  /** The environment of a service of this installation, for a process that takes its place. */
  environment(service: Service, settings?: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv>;
  /** Starts a built service and waits until it is ready. */
  start(service: Service, settings?: NodeJS.ProcessEnv): Promise<StartedService>;
  /** Stops everything and removes its files. */
  close(): Promise<void>;
}

/** @param folder of this run alone: logs, the cluster, the signer's memory. @param servers settings that differ. */
export async function openInstallation(
  folder: string,
  processes: Processes,
  servers: Record<string, string | number> = {},
): Promise<Installation> {
  await build(processes);
  const secrets = drawSecrets();
  const logs = join(folder, 'logs');
  const place = placeFor(join('installation', String(process.pid), 'postgres'));
  const port = await freePort();
  const order = {
    ...{ place, port, ownerPassword: secrets.OWNER_PASSWORD, logFile: join(logs, 'postgres.log') },
    settings: { ...SERVER, ...servers },
  };
  let cluster = await startCluster(order, processes);
  const ownerUrl = withDatabase(cluster.url, 'tidings');
  await createDatabase(ownerUrl);
  await renewPasswords(ownerUrl, rolePasswords(secrets));
  await migrate(ownerUrl, secrets, processes, logs);
  const redis = { program: await findRedis(), port: await freePort(), password: secrets.REDIS_PASSWORD };
  const { url: redisUrl, child: redisServer } = await startRedis(
    { ...redis, logFile: join(logs, 'redis.log') },
    processes,
  );
  const corridor = {
    ...{ ownerUrl, redisUrl, secrets, publicUrl: 'http://localhost:9', issuer: 'http://localhost:9' },
    ...{ smtpUrl: 'smtp://127.0.0.1:9', signerFolder: join(folder, 'signer') },
  };
  const environment = async (service: Service, settings: NodeJS.ProcessEnv = {}) =>
    serviceEnvironment(service, await freePort(), corridor, { ...process.env, ...settings });
  return {
    ...{ ownerUrl, redisUrl, secrets, folder, environment },
    postgres: () => cluster.server,
    redis: () => redisServer,
    startPostgres: async () => {
      cluster = await startCluster(order, processes);
      return cluster.server;
    },
    databaseUrl: (service) => asRole(ownerUrl, service, rolePasswords(secrets)[service]),
    start: async (service, settings) => {
      const env = await environment(service, settings);
      const child = await startService({ service, env, logs }, processes);
      return { ...child, url: `http://127.0.0.1:${env.PORT}` };
    },
    close: async () => {
      await processes.stopAll();
      for (const files of [folder, place.folder]) rmSync(files, { recursive: true, force: true });
    },
  };
}
