import { join } from 'node:path';
import { DISCREET, startCluster } from '../postgres/cluster.ts';
import { placeFor } from '../postgres/place.ts';
import { createDatabase, databaseOf, renewPasswords, withDatabase } from '../postgres/prepare-database.ts';
import type { Processes } from '../processes/processes.ts';
import { LOGS } from '../project.ts';
import { StepFailed } from '../say.ts';
import { rolePasswords, type Secrets } from '../secrets.ts';
import type { StartSettings } from './settings.ts';

/** Each of the three services keeps a pool, and two more connections while it is migrated. */
const SETTINGS = { max_connections: 200, ...DISCREET };

/** Brings the server, the database, and a role and a schema for each service. @returns the owner's URL. */
export async function bringPostgres(settings: StartSettings, secrets: Secrets, processes: Processes) {
  const { databaseUrl, postgresPort: port } = settings;
  if (databaseUrl) {
    await prepare(databaseUrl, secrets).catch((cause: unknown) => refuse(cause));
    return { ownerUrl: databaseUrl, told: `the database ${databaseOf(databaseUrl)} of DATABASE_URL` };
  }
  const place = placeFor('postgres');
  const logFile = join(LOGS, 'postgres.log');
  const order = { place, port, ownerPassword: secrets.OWNER_PASSWORD, logFile, settings: SETTINGS };
  const { url } = await startCluster(order, processes);
  const ownerUrl = withDatabase(url, 'tidings');
  await prepare(ownerUrl, secrets);
  return { ownerUrl, told: `on 127.0.0.1:${port}, its files in ${place.folder}` };
}

async function prepare(ownerUrl: string, secrets: Secrets): Promise<void> {
  await createDatabase(ownerUrl);
  await renewPasswords(ownerUrl, rolePasswords(secrets));
}

function refuse(cause: unknown): never {
  const words = cause instanceof Error ? cause.message || cause.name : String(cause);
  throw new StepFailed(
    `the server of DATABASE_URL said: ${words}`,
    'DATABASE_URL should be postgres://user:password@host:port/database, and its user may create roles and schemas.',
  );
}
