import { join } from 'node:path';
import { createDatabase, prepareRoles, withDatabase } from '../postgres/prepare-database.ts';
import type { Processes } from '../processes/processes.ts';
import { SERVICES } from '../project.ts';
import { rolePasswords, type Secrets } from '../secrets.ts';
import { serviceEnvironment } from '../services/environment.ts';
import { runCommand } from '../services/programs.ts';

export interface TemplateOrder {
  /** The server, signed in as the owner. */
  serverUrl: string;
  database: string;
  secrets: Secrets;
  folder: string;
}

/**
 * Makes the database that each service test and each flow clones: roles, schemas, and all migrations.
 * @returns failures of single services: the tests of the others can go on.
 */
export async function prepareTemplate(
  order: TemplateOrder,
  processes: Processes,
): Promise<{ told: string; failures: unknown[] }> {
  const { serverUrl, database, secrets, folder } = order;
  const ownerUrl = withDatabase(serverUrl, database);
  await createDatabase(ownerUrl);
  await prepareRoles(ownerUrl, rolePasswords(secrets));
  const corridor = {
    publicUrl: 'http://localhost',
    ownerUrl,
    redisUrl: 'redis://',
    smtpUrl: 'smtp://',
    issuer: '',
    secrets,
  };
  const results = await Promise.allSettled(
    SERVICES.map((service) => {
      const env = serviceEnvironment(service, 0, corridor, process.env);
      const more = { DATABASE_OWNER_URL: ownerUrl };
      return runCommand('migrate', { service, env, logs: join(folder, 'logs') }, processes, more);
    }),
  );
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  return { told: `${database}: roles, schemas and migrations`, failures };
}
