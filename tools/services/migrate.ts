import { asRole } from '../postgres/prepare-database.ts';
import type { Processes } from '../processes/processes.ts';
import { LOGS, SERVICES } from '../project.ts';
import { rolePasswords, type Secrets } from '../secrets.ts';
import { runCommand } from './programs.ts';

/**
 * Runs the migrations of all three services, each in its own schema. One that fails does not hold up the others.
 * @param ownerUrl of the database.
 */
export async function migrate(ownerUrl: string, secrets: Secrets, processes: Processes, logs = LOGS) {
  const passwords = rolePasswords(secrets);
  const results = await Promise.allSettled(
    SERVICES.map((service) => {
      const urls = {
        DATABASE_OWNER_URL: ownerUrl,
        DATABASE_URL: asRole(ownerUrl, service, passwords[service]),
      };
      return runCommand('migrate', { service, env: { ...process.env, ...urls }, logs }, processes);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return { told: 'all are done' };
}
