import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Installation } from '../../installation/installation.ts';
import { freePort } from '../../ports.ts';
import type { Child } from '../../processes/child.ts';
import type { Processes } from '../../processes/processes.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { ROOT } from '../../project.ts';
import { startDiscardingPostfix } from '../../smtp/discarding-postfix.ts';
import type { PostfixPrograms } from '../../smtp/find-postfix.ts';

/** Addresses that begin so are followed by our own sink. */
export const LEAVING = 'leaving.';
export const ASKING = 'asking.';

const MOST_OF_SOURCE = 100_000;

/** Where the mails end. */
export interface Sink {
  /** In words, for the report. */
  name: string;
  port: number;
  child: Child;
  /** Enough for some seconds of smtp-source into it. */
  mailsOfSource: number;
  /** Lines of our own sink, each parsed; of others there are none. */
  lines(): SinkLine[];
}

export interface SinkLine {
  /** Milliseconds since 1970. */
  at: number;
  to?: string;
  /** In base64, dots doubled. */
  mail?: string;
  mails?: number;
}

export type SinkKind = 'smtp-sink' | 'ours' | 'postfix';

export async function startSink(
  kind: SinkKind,
  { folder, programs }: { folder: string; programs?: PostfixPrograms },
  processes: Processes,
): Promise<Sink> {
  const port = await freePort();
  if (kind === 'ours') return startOurs('our own sink', { folder, port, more: {} }, processes);
  if (!programs) throw new Error('Postfix is not installed');
  if (kind === 'postfix') {
    const child = await startDiscardingPostfix(
      programs,
      { folder: join(folder, 'postfix'), port },
      processes,
    );
    await untilListening(port);
    return { name: 'a Postfix that discards', port, child, mailsOfSource: 10_000, lines: () => [] };
  }
  const child = await processes.start({
    name: 'smtp-sink',
    command: programs.sink,
    // It refuses to stay root.
    args: [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), '-4', `127.0.0.1:${port}`, '1024'],
    env: {},
    output: join(folder, 'logs', 'smtp-sink.log'),
  });
  await untilListening(port);
  return { name: 'smtp-sink', port, child, mailsOfSource: MOST_OF_SOURCE, lines: () => [] };
}

/** Keeps every mail. */
export async function startSampleSink(folder: string, processes: Processes): Promise<Sink> {
  return startOurs('sample', { folder, port: await freePort(), more: { KEEP: '1' } }, processes);
}

async function startOurs(
  name: string,
  { folder, port, more }: { folder: string; port: number; more: NodeJS.ProcessEnv },
  processes: Processes,
): Promise<Sink> {
  const log = join(folder, 'logs', `${name.replaceAll(' ', '-')}-${port}.log`);
  const child = await program(
    'recording-sink',
    log,
    { PORT: `${port}`, WATCH: `${LEAVING},${ASKING}`, ...more },
    processes,
  );
  await untilListening(port);
  return { name, port, child, mailsOfSource: MOST_OF_SOURCE, lines: () => readLines(log) };
}

/** A line to that port on which everything arrives later. @returns its own port. */
export async function startSlowLine(
  { folder }: Installation,
  { target, milliseconds }: { target: number; milliseconds: number },
  processes: Processes,
): Promise<number> {
  const port = await freePort();
  const settings = { PORT: `${port}`, TARGET_PORT: `${target}`, DELAY_MILLISECONDS: `${milliseconds}` };
  await program('slow-line', join(folder, 'logs', 'slow-line.log'), settings, processes);
  await untilListening(port);
  return port;
}

function program(
  name: string,
  output: string,
  settings: NodeJS.ProcessEnv,
  processes: Processes,
): Promise<Child> {
  return processes.start({
    ...{ name, command: process.execPath, args: [join(ROOT, 'tools', 'smtp', `${name}.ts`)] },
    ...{ env: { ...process.env, ...settings }, cwd: ROOT, output },
  });
}

async function untilListening(port: number): Promise<void> {
  await waitUntil('the sink to listen', 20, () => {
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('connect', () => socket.destroy());
      socket.on('error', () => resolve(false));
    });
  });
}

function readLines(log: string): SinkLine[] {
  const whole = readFileSync(log, 'utf8');
  // The last line may be half written.
  const lines = whole.slice(0, whole.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as SinkLine);
}
