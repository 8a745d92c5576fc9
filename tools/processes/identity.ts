import { readFileSync } from 'node:fs';

/** Enough to know later whether a process id still means the process that we started. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and start time of the process: ids are given again, this is not. */
  born: string;
}

/** @returns undefined when there is no such process, or none that this system tells about (it needs Linux's /proc). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may hold blanks and brackets: count fields behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return { pid, born: `${boot} ${fields[19]}` };
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, born }: ProcessIdentity): boolean {
  return identify(pid)?.born === born;
}
