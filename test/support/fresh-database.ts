import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { asRole, withDatabase } from '../../tools/postgres/prepare-database.ts';
import { SERVICES, type Service } from '../../tools/project.ts';
import { rolePasswords } from '../../tools/secrets.ts';
import { ownName, testRun } from './run.ts';

export interface FreshDatabase {
  name: string;
  /** Signed in as the owner of all tables. */
  ownerUrl: string;
  /** Signed in as the role of each service. */
  urls: Record<Service, string>;
  /** Nobody reaches it any more, whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of this test file's own: a clone of the template, with all schemas, roles and migrations. */
export async function freshDatabase(): Promise<FreshDatabase> {
  return cloneOf(testRun().template);
}

/** A backup of it, as a dump and its restore would make. Whoever is connected to the original is thrown out. */
export async function copyOf({ name }: FreshDatabase): Promise<FreshDatabase> {
  const original = escapeIdentifier(name);
  // PostgreSQL copies only what nobody is connected to.
  await onServer(`ALTER DATABASE ${original} ALLOW_CONNECTIONS false`);
  await disconnectAll(name);
  const copy = await cloneOf(name);
  await onServer(`ALTER DATABASE ${original} ALLOW_CONNECTIONS true`);
  return copy;
}

async function cloneOf(template: string): Promise<FreshDatabase> {
  const { ownerUrl, secrets } = testRun();
  const name = ownName('test');
  await onServer(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
  const url = withDatabase(ownerUrl, name);
  const urls = SERVICES.map((service) => [service, asRole(url, service, rolePasswords(secrets)[service])]);
  return {
    name,
    ownerUrl: url,
    urls: Object.fromEntries(urls) as Record<Service, string>,
    drop: () => remove(name),
  };
}

/**
 * On the server of this run alone the files stay until it goes. A file system without a journal looks at every file that was lately
 * removed before it makes a new one: with four hundred files a database, that took a third of the time of all service tests.
 */
async function remove(name: string): Promise<void> {
  if (testRun().isServerGiven) await onServer(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
  else await disconnectAll(name);
}

async function disconnectAll(name: string): Promise<void> {
  await onServer(
    `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ${escapeLiteral(name)}`,
  );
}

async function onServer(statement: string): Promise<void> {
  const owner = new Client({ connectionString: testRun().ownerUrl });
  await owner.connect();
  try {
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}
