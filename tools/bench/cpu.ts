import { readFileSync } from 'node:fs';
import { familyOf } from './processes.ts';

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process and of all that it started, ended or not, in seconds; NaN where there is no `/proc`. */
export function cpuSeconds(pid: number): number {
  const [own = pid, ...descendants] = familyOf(pid);
  return descendants.reduce((sum, each) => sum + (secondsOf(each) ?? 0), secondsOf(own) ?? Number.NaN);
}

/** Of the process alone; undefined when it has ended. */
export function ownCpuSeconds(pid: number): number | undefined {
  return secondsOf(pid);
}

/** The most memory that a process has held so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '') ?? [];
  return Number(kilobytes) / 1024;
}

/**
 * Of the process and of its children that have ended. proc(5): the name in brackets may hold anything; after it come state,
 * parent, …, and from the 12th on the times.
 */
function secondsOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS_PER_SECOND;
}

/** A process may end at any moment. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
