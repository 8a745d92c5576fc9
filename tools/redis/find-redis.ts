import { findProgram } from '../packages/find-program.ts';
import { installPackage } from '../packages/install-package.ts';
import { StepFailed } from '../say.ts';

const NAMES = ['redis-server', 'valkey-server'];

/** @returns the path of a Redis or Valkey server, which is installed from the system's packages if there is none. */
export async function findRedis(): Promise<string> {
  const found = findProgram(NAMES);
  if (found) return found;
  const refusal = await installPackage('redis-server');
  const installed = findProgram(NAMES);
  if (installed) return installed;
  throw new StepFailed(
    `there is no redis-server or valkey-server here, and installing one did not work: ${refusal ?? 'the package brought none'}`,
    'Install one (Debian and Ubuntu: sudo apt-get install redis-server), or set REDIS_URL.',
  );
}
