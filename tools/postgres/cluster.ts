import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Child } from '../processes/child.ts';
import { lastLines } from '../processes/last-lines.ts';
import type { Processes } from '../processes/processes.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { StepFailed } from '../say.ts';
import type { Place } from './place.ts';

const OWNER = 'tidings';

/** Keeps values out of the server's log: it would say which address was there already (ABUSE-5). */
export const DISCREET = { log_error_verbosity: 'terse' };

export interface ClusterOrder {
  place: Place;
  port: number;
  ownerPassword: string;
  logFile: string;
  /** Server settings, e.g. `max_connections`. */
  settings: Record<string, string | number>;
}

/** Makes the cluster if it is new and starts it. @returns the owner's URL, without a database in it, and the server. */
export async function startCluster(
  order: ClusterOrder,
  processes: Processes,
): Promise<{ url: string; server: Child }> {
  const { place, port, logFile } = order;
  const folder = join(place.folder, 'cluster');
  if (!existsSync(join(folder, 'made'))) await makeCluster(order, folder, processes);
  const settings = {
    ...order.settings,
    listen_addresses: '127.0.0.1',
    port,
    // The path of a socket may hold 107 characters at most; a clone may lie deeper.
    unix_socket_directories: '',
  };
  const server = await processes.start({
    name: 'PostgreSQL',
    command: join(place.programs, 'postgres'),
    args: ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    cwd: place.folder,
    output: logFile,
    user: place.user,
    // "Fast shutdown": does not wait until the last client has gone.
    stopSignal: 'SIGINT',
  });
  const url = `postgres://${OWNER}:${order.ownerPassword}@127.0.0.1:${port}`;
  await waitUntil('PostgreSQL to answer', 60, () => !server.isRunning() || answers(`${url}/postgres`));
  if (server.isRunning()) return { url, server };
  throw new StepFailed('PostgreSQL did not start', `Its log is ${logFile}.`, lastLines(logFile));
}

async function makeCluster(
  { place, ownerPassword, logFile }: ClusterOrder,
  folder: string,
  processes: Processes,
) {
  rmSync(folder, { recursive: true, force: true });
  const passwordFile = join(place.folder, 'password');
  writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600 });
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid);
  const flags = ['--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256', '--no-sync'];
  await processes
    .run(
      {
        name: 'initdb',
        command: join(place.programs, 'initdb'),
        args: ['-D', folder, `--username=${OWNER}`, `--pwfile=${passwordFile}`, ...flags],
        env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
        cwd: place.folder,
        output: logFile,
        user: place.user,
      },
      `Its log is ${logFile}.`,
    )
    .finally(() => rmSync(passwordFile));
  // Written last: a folder without it is a cluster that was interrupted while it was made.
  writeFileSync(join(folder, 'made'), '');
}

/** @throws Error when the server is there and refuses us: waiting would not help. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
