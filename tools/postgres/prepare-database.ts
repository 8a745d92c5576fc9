import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { SERVICES, type Service } from '../project.ts';

/** Makes the database unless it exists. @param url of the database to make; its user owns it. */
export async function createDatabase(url: string): Promise<void> {
  const name = databaseOf(url);
  await asOwner(withDatabase(url, 'postgres'), async (owner) => {
    const known = await owner.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (known.rowCount === 0) await owner.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  });
}

/** Removes a database, whoever is still connected to it. @param url of the database. */
export async function dropDatabase(url: string): Promise<void> {
  await asOwner(withDatabase(url, 'postgres'), async (owner) => {
    await owner.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(databaseOf(url))} WITH (FORCE)`);
  });
}

/**
 * Lets the services sign in on a server that knew their roles before, with other passwords. Roles that are missing, and the
 * schemas, are made by the services' own migrate command.
 */
export async function renewPasswords(ownerUrl: string, passwords: Record<Service, string>): Promise<void> {
  await asOwner(ownerUrl, async (owner) => {
    // Roles are shared by all databases of a server: two commands at once would stumble over each other.
    await owner.query("SELECT pg_advisory_lock(hashtext('tidings roles'))");
    const known = await owner.query<{ rolname: Service }>(
      'SELECT rolname FROM pg_roles WHERE rolname = ANY($1)',
      [SERVICES],
    );
    for (const { rolname } of known.rows) {
      await owner.query(
        `ALTER ROLE ${escapeIdentifier(rolname)} LOGIN PASSWORD ${escapeLiteral(passwords[rolname])}`,
      );
    }
  });
}

/** The same server and database, signed in as a service's own role. */
export function asRole(url: string, role: Service, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

export async function asOwner<T>(url: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
