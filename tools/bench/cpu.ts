import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

interface Stat {
  parent: number;
  /** Of the process and of its children that have ended, in seconds. */
  seconds: number;
}

/** Processor time of a process and its children, in seconds; NaN where there is no `/proc`. */
export function cpuSeconds(pid: number): number {
  const own = statOf(pid)?.seconds ?? Number.NaN;
  return childrenOf(pid).reduce((sum, { seconds }) => sum + seconds, own);
}

/** The most memory that a process has held so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '') ?? [];
  return Number(kilobytes) / 1024;
}

function childrenOf(pid: number): Stat[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((name) => {
    const stat = statOf(Number(name));
    return stat?.parent === pid ? [stat] : [];
  });
}

/** proc(5): the name in brackets may hold anything; after it come state, parent, …, and from the 12th on the times. */
function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { parent: fields[1] ?? 0, seconds: ticks / TICKS_PER_SECOND };
}

/** A process may end at any moment. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
