import { spawnSync } from 'node:child_process';
import { StepFailed } from '../say.ts';

const NAME = 'tidings-postgres';

export interface ServerUser {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root. @returns undefined for anyone else, and for root a user that has no other purpose. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp();
  if (known) return known;
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    {
      encoding: 'utf8',
    },
  );
  const user = lookUp();
  if (user) return user;
  throw new StepFailed(
    `PostgreSQL cannot run as root, and the user ${NAME} could not be made: ${made.stderr?.trim() || made.error?.message}`,
    'Run as another user than root, or set DATABASE_URL to a PostgreSQL whose user may create roles and schemas.',
  );
}

/** Can that user read, and enter, what root put there? Root's own home is closed to everyone else. */
export function mayUse(user: ServerUser | undefined, path: string): boolean {
  if (!user) return true;
  return spawnSync('test', ['-r', path, '-a', '-x', path], user).status === 0;
}

function lookUp(): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, NAME], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
