import { join } from 'node:path';
import { createDatabase, renewPasswords, withDatabase } from '../postgres/prepare-database.ts';
import type { Processes } from '../processes/processes.ts';
import { rolePasswords, type Secrets } from '../secrets.ts';
import { migrate } from '../services/migrate.ts';

export interface TemplateOrder {
  /** The server, signed in as the owner. */
  serverUrl: string;
  database: string;
  secrets: Secrets;
  folder: string;
}

/** Makes the database that each service test and each flow clones: roles, schemas, and all migrations. */
export async function prepareTemplate(order: TemplateOrder, processes: Processes): Promise<{ told: string }> {
  const { serverUrl, database, secrets, folder } = order;
  const ownerUrl = withDatabase(serverUrl, database);
  await createDatabase(ownerUrl);
  await renewPasswords(ownerUrl, rolePasswords(secrets));
  await migrate(ownerUrl, secrets, processes, join(folder, 'logs'));
  return { told: `${database}: roles, schemas and migrations` };
}
