import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ChildOrder {
  /** In words, for messages: "subscription", "PostgreSQL". */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Both outputs are appended to this file; `inherit` shows them instead. */
  output: string | 'inherit';
  /** What the program reads from its standard input. */
  input?: string;
  user?: { uid: number; gid: number };
  /** Asks the program to end in order. */
  stopSignal?: NodeJS.Signals;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  name: string;
  pid: number;
  /** Its log, or an empty name when its output was shown. */
  log: string;
  ended: Promise<Ended>;
  isRunning(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Asks, waits, and after `seconds` insists. */
  stop(seconds?: number): Promise<void>;
}

/** Starts a program in a process group of its own, so that a Ctrl-C in the terminal reaches it only through us, in order. */
export async function startChild(order: ChildOrder): Promise<Child> {
  const output = order.output === 'inherit' ? 'inherit' : openLog(order.output);
  const spawned = spawn(order.command, order.args, {
    cwd: order.cwd,
    env: order.env,
    stdio: [order.input === undefined ? 'ignore' : 'pipe', output, output],
    detached: true,
    ...order.user,
  });
  const ended = new Promise<Ended>((resolve) =>
    spawned.on('exit', (code, signal) => resolve({ code, signal })),
  );
  await new Promise<void>((resolve, reject) => spawned.on('spawn', resolve).on('error', reject)).finally(
    () => {
      if (typeof output === 'number') closeSync(output);
    },
  );
  const pid = spawned.pid;
  if (pid === undefined) throw new Error(`${order.name} has no process id`);
  // A program that ends before it read its input closes the pipe; how it ended says more.
  spawned.stdin?.on('error', () => undefined).end(order.input);
  const isRunning = () => spawned.exitCode === null && spawned.signalCode === null;

  async function stop(seconds = 10): Promise<void> {
    if (!isRunning()) return;
    spawned.kill(order.stopSignal ?? 'SIGTERM');
    const insist = setTimeout(() => killGroup(pid), seconds * 1000);
    await ended;
    clearTimeout(insist);
  }

  return {
    name: order.name,
    pid,
    log: order.output === 'inherit' ? '' : order.output,
    ended,
    isRunning,
    kill: (signal) => void spawned.kill(signal),
    stop,
  };
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}
