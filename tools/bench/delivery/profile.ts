import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}

interface Profile {
  /** Microseconds of the clock that `process.hrtime` reads as well. */
  startTime: number;
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** What a place in the program is for: the first that fits. The innermost call that any fits decides. */
const PARTS: [string, RegExp][] = [
  ['sign', /dkim/i],
  ['wire', /nodemailer\/dist\/\w+\/(smtp-connection|shared)|libs\/smtp\//],
  ['render', /nodemailer\/|libs\/(mail|links|returns)\/|\/(letters|markdown)\/|announcement-mail/],
  ['database', /node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+|typeorm)\//],
  ['queues', /node_modules\/(bullmq|ioredis)|libs\/messaging\//],
  ['dispatch', /apps\/notification\/src\//],
  ['garbage', /^\(garbage collector\)/],
  ['idle', /^\((idle|program)\)/],
];
const OTHER = 'node';

/** Microseconds, as `process.hrtime` counts them: what a process did before and after is not counted. */
export interface Span {
  from: number;
  until: number;
}

/** Seconds of processor time by what they were for, of all profiles in a folder that Node wrote (`--cpu-prof`). */
export function readProfiles(folder: string, span: Span): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile')))
    addProfile(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, span, seconds);
  seconds.delete('idle');
  return seconds;
}

export function addProfile(
  { startTime, nodes, samples, timeDeltas }: Profile,
  { from, until }: Span,
  seconds: Map<string, number>,
): void {
  const parts = partsOf(nodes);
  let moment = startTime;
  samples.forEach((id, at) => {
    moment += timeDeltas[at] ?? 0;
    if (moment < from || moment > until) return;
    const part = parts.get(id) ?? OTHER;
    seconds.set(part, (seconds.get(part) ?? 0) + (timeDeltas[at] ?? 0) / 1e6);
  });
}

/** Parents come before their children in Node's list. */
function partsOf(nodes: ProfileNode[]): Map<number, string> {
  const parts = new Map<number, string>();
  for (const { id, callFrame, children = [] } of nodes) {
    const { url, functionName } = callFrame;
    const own = PARTS.find(([, place]) => place.test(url === '' ? functionName : url))?.[0];
    if (own) parts.set(id, own);
    const inherited = parts.get(id);
    if (inherited) for (const child of children) parts.set(child, inherited);
  }
  return parts;
}
