import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type DatabaseFacts, openDataSource } from './data-source.ts';

/**
 * Makes a service's schema and role if they are missing, then runs its migrations as the owner. The role owns nothing: it
 * may do what migrations grant to it and cannot enter the schemas of other services.
 * @param ownerUrl signs in as a role that may create schemas, and roles unless they exist already.
 * @param serviceUrl what the service itself will sign in with; its user must be named like the schema.
 * @returns the names of the migrations that ran.
 */
export async function migrateService(
  ownerUrl: string,
  serviceUrl: string,
  facts: DatabaseFacts,
): Promise<string[]> {
  await prepareSchemaAndRole(ownerUrl, serviceUrl, facts.schema);
  const dataSource = await openDataSource(ownerUrl, facts, 2);
  try {
    const ran = await dataSource.runMigrations();
    await dataSource.query(`GRANT SELECT ON migrations TO ${escapeIdentifier(facts.schema)}`);
    return ran.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}

async function prepareSchemaAndRole(ownerUrl: string, serviceUrl: string, schema: string): Promise<void> {
  const { username, password } = new URL(serviceUrl);
  if (username !== schema) throw new Error(`DATABASE_URL should sign in as ${schema}`);
  const role = escapeIdentifier(schema);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    // Several services may be migrated at the same time, and roles are shared by all databases of a server.
    await owner.query("SELECT pg_advisory_lock(hashtext('tidings roles'))");
    const known = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [schema]);
    if (known.rowCount === 0) {
      await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(decodeURIComponent(password))}`);
    }
    await owner.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await owner.query(`CREATE SCHEMA IF NOT EXISTS ${role}`);
    await owner.query(`GRANT USAGE ON SCHEMA ${role} TO ${role}`);
  } finally {
    await owner.end();
  }
}
