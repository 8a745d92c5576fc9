import { Matches } from 'class-validator';
import { type DatabaseFacts, migrateService } from '#libs/database';
import { loadSettings, Setting } from '#libs/settings';
import { explainAndExit } from './explain-and-exit.ts';

const POSTGRES = /^postgres(ql)?:\/\/.+/;

export class MigrationSettings {
  @Setting({ is: 'postgres://…, signed in as a role that may create schemas and roles', secret: true })
  @Matches(POSTGRES)
  databaseOwnerUrl: string;

  @Setting({ is: "postgres://…, signed in as this service's own role", secret: true })
  @Matches(POSTGRES)
  databaseUrl: string;
}

/** The command `migrate` of a service. */
export async function runMigrations(facts: DatabaseFacts): Promise<void> {
  try {
    const { databaseOwnerUrl, databaseUrl } = loadSettings(MigrationSettings, process.env);
    const ran = await migrateService(databaseOwnerUrl, databaseUrl, facts);
    process.stdout.write(`${facts.schema}: ${ran.length} migration(s) ran\n`);
  } catch (error) {
    explainAndExit(error);
  }
}
