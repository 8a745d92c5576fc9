import { basename, join } from 'node:path';
import { build } from '../build/build.ts';
import { freePort } from '../ports.ts';
import { DISCREET, startCluster } from '../postgres/cluster.ts';
import { placeFor } from '../postgres/place.ts';
import { dropDatabase, withDatabase } from '../postgres/prepare-database.ts';
import type { Processes } from '../processes/processes.ts';
import { findRedis } from '../redis/find-redis.ts';
import { startRedis } from '../redis/redis.ts';
import { StepFailed, step, tellFailure } from '../say.ts';
import { drawSecrets, keptSecrets, type Secrets } from '../secrets.ts';
import type { Tally } from './tally.ts';
import { prepareTemplate } from './template.ts';

/** Durability is of no use to a test, and hundreds of tests hold connections of several services each. */
const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: 300,
  // Databases of tests that are done stay until the server goes; few need looking after.
  autovacuum_naptime: '5min',
  ...DISCREET,
};

/** Of this run alone: on a server that is not ours, another run may have its own. */
const TEMPLATE = `tidings_template_${process.pid}`;

/**
 * Starts PostgreSQL and Redis for this run alone and prepares the template database.
 * @returns what Jest is told by its environment (test/support reads it).
 */
export async function setUp(folder: string, processes: Processes, tally: Tally): Promise<NodeJS.ProcessEnv> {
  // The check of types counts type errors; what could be compiled was written, and tests may go on with it.
  await step('Build', () => build(processes)).catch(tellAndGoOn);
  // A server that others use as well knows the passwords of this clone's roles; one of our own may have new ones.
  const secrets = process.env.DATABASE_URL ? keptSecrets() : drawSecrets();
  const postgres = await step('PostgreSQL', () => startPostgres(folder, secrets, processes));
  const redis = await step('Redis', () => startOwnRedis(folder, secrets, processes));
  const order = { serverUrl: postgres.url, database: TEMPLATE, secrets, folder };
  await step('Database', () => prepareTemplate(order, processes)).catch((error: unknown) => {
    tellAndGoOn(error);
    tally.fail('the migrations (above)');
  });
  return {
    TEST_DATABASE_OWNER_URL: withDatabase(postgres.url, 'postgres'),
    TEST_SERVER: process.env.DATABASE_URL ? 'given' : 'own',
    TEST_TEMPLATE_DATABASE: TEMPLATE,
    TEST_REDIS_URL: redis.url,
    TEST_REDIS_PROGRAM: redis.program,
    TEST_SECRETS: JSON.stringify(secrets),
    TEST_FOLDER: folder,
  };
}

/** A server of our own goes with its files; on one that was given, what we made is removed. */
export async function clearGivenServer(): Promise<void> {
  if (process.env.DATABASE_URL) await dropDatabase(withDatabase(process.env.DATABASE_URL, TEMPLATE));
}

function tellAndGoOn(error: unknown): void {
  if (!(error instanceof StepFailed)) throw error;
  tellFailure(error);
}

async function startPostgres(folder: string, secrets: Secrets, processes: Processes) {
  const given = process.env.DATABASE_URL;
  if (given) return { url: given, told: 'the server of DATABASE_URL' };
  const place = placeFor(join('test', basename(folder), 'postgres'));
  const port = await freePort();
  const logFile = join(folder, 'logs', 'postgres.log');
  const order = { place, port, ownerPassword: secrets.OWNER_PASSWORD, logFile, settings: FAST };
  const { url } = await startCluster(order, processes);
  return {
    url,
    told: `a server for this run alone, on 127.0.0.1:${port}`,
  };
}

/** REDIS_URL is not used: tests wipe Redis. */
async function startOwnRedis(folder: string, secrets: Secrets, processes: Processes) {
  const program = await findRedis();
  const port = await freePort();
  const order = {
    program,
    port,
    password: secrets.REDIS_PASSWORD,
    logFile: join(folder, 'logs', 'redis.log'),
  };
  const { url } = await startRedis(order, processes);
  return { program, url, told: `a server for this run alone, on 127.0.0.1:${port}` };
}
