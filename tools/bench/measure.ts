import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const USAGE = join(import.meta.dirname, 'usage.mjs');

export interface Measured {
  wallSeconds: number;
  /** Of the program itself, user and system, all its threads: a busy machine changes it little. */
  cpuSeconds: number;
  /** The most that it had in memory, in 10^6 octets. */
  peakMegabytes: number;
}

export interface Program {
  /** Which Node. */
  node: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** What it reads from its standard input, which stays open until it ends. */
  input?: string;
}

/** Runs a program of Node to its end. @returns what it used and wrote. @throws Error when it did not end with 0. */
export async function measure({ node, args, env, input }: Program): Promise<Measured & { output: string }> {
  const begun = performance.now();
  const child = spawn(node, ['--import', USAGE, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  child.stdin?.write(input ?? '');
  const usage = child.stdio[3] as NodeJS.ReadableStream;
  const [output, used, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(usage),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${output}`);
  const { cpuMicroseconds, peakKibibytes } = JSON.parse(used) as Record<string, number>;
  return {
    wallSeconds: (performance.now() - begun) / 1000,
    cpuSeconds: Number(cpuMicroseconds) / 1e6,
    peakMegabytes: (Number(peakKibibytes) * 1024) / 1e6,
    output,
  };
}

export function tellMeasured({ wallSeconds, cpuSeconds, peakMegabytes }: Measured): string {
  return `${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${peakMegabytes.toFixed(0)} MB at most`;
}
