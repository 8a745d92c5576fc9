import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import type { Child } from '../processes/child.ts';
import { lastLines } from '../processes/last-lines.ts';
import type { Processes } from '../processes/processes.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { StepFailed } from '../say.ts';

export interface RedisOrder {
  program: string;
  port: number;
  password: string;
  /** Kept when given, else nothing touches the disk. */
  folder?: string;
  logFile: string;
}

/** Starts a Redis of our own on 127.0.0.1. */
export async function startRedis(
  order: RedisOrder,
  processes: Processes,
): Promise<{ url: string; child: Child }> {
  const { program, port, password, folder, logFile } = order;
  if (folder) mkdirSync(folder, { recursive: true });
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    // BullMQ loses jobs when Redis makes room for itself.
    'maxmemory-policy noeviction',
    folder ? 'save 60 1' : 'save ""',
  ];
  const child = await processes.start({
    name: 'Redis',
    command: program,
    // Settings come by standard input, so that the password is in no process list.
    args: ['-'],
    input: `${lines.join('\n')}\n`,
    env: { PATH: process.env.PATH },
    cwd: folder,
    output: logFile,
  });
  await waitUntil('Redis to answer', 20, () => !child.isRunning() || answers(port));
  if (!child.isRunning())
    throw new StepFailed('Redis did not start', `Its log is ${logFile}.`, lastLines(logFile));
  return { url: `redis://:${password}@127.0.0.1:${port}`, child };
}

/** Any reply will do, also the one that asks for the password. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.on('data', () => socket.end());
    socket.on('data', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
