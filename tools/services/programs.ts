import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from '../processes/child.ts';
import { lastLines } from '../processes/last-lines.ts';
import type { Processes } from '../processes/processes.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { DATA, DIST, ROOT, type Service } from '../project.ts';
import { StepFailed } from '../say.ts';

/** A service needs up to five seconds on a slow machine; one that needs a minute is stuck. */
const READY_SECONDS = 60;

/** Node keeps what it compiled: the second start of a service takes half the time. */
const COMPILED = { NODE_COMPILE_CACHE: join(DATA, 'compiled') };

/** These and HEAPS as in docker/Dockerfile. Unless told, Node lets what is new grow to 48 megabytes and more before it tidies up. */
const FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];

/** While it sends to everybody, nothing but this makes V8 tidy up before its heap is twice what it needs. */
const HEAPS: Partial<Record<Service, string[]>> = { notification: ['--max-old-space-size=144'] };

/** What Node is told before the program of a service, also where a measurement takes its place. */
export const flagsOf = (service: Service): string[] => [...FLAGS, ...(HEAPS[service] ?? [])];

export interface ServiceOrder {
  service: Service;
  env: NodeJS.ProcessEnv;
  /** Folder of the logs. */
  logs: string;
  /** Where the built programs are; without it, where `npm run build` puts them. */
  dist?: string;
}

/** Runs `migrate` or `seed` of one service, if it has that command. */
export async function runCommand(
  command: 'migrate' | 'seed',
  { service, env, logs, dist = DIST }: ServiceOrder,
  processes: Processes,
): Promise<void> {
  const program = join(dist, 'apps', service, 'src', `${command}.js`);
  if (!existsSync(program)) return;
  const log = join(logs, `${service}-${command}.log`);
  await processes.run(
    {
      name: `${service} ${command}`,
      command: process.execPath,
      args: [...FLAGS, program],
      env: { ...COMPILED, ...env },
      cwd: ROOT,
      output: log,
    },
    `What it wrote is above and in ${log}.`,
  );
}

/** Starts one service and waits until it says that it is ready. */
export async function startService(
  { service, env, logs, dist = DIST }: ServiceOrder,
  processes: Processes,
): Promise<Child> {
  const log = join(logs, `${service}.log`);
  const child = await processes.start({
    name: service,
    command: process.execPath,
    args: [...flagsOf(service), join(dist, 'apps', service, 'src', 'main.js')],
    env: { ...COMPILED, ...env },
    cwd: ROOT,
    output: log,
  });
  await untilReady(child, `http://127.0.0.1:${env.PORT}/health/ready`, log);
  return child;
}

/** Waits until `url` answers 200. @throws StepFailed with the end of the log when the program ends before, or hangs. */
export async function untilReady(child: Child, url: string, log: string): Promise<void> {
  const ready = () =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
  const inTime = await waitUntil(
    'ready',
    READY_SECONDS,
    async () => !child.isRunning() || (await ready()),
  ).catch(() => false);
  if (inTime && child.isRunning()) return;
  const what = child.isRunning() ? `is not ready after ${READY_SECONDS} s` : 'ended while it started';
  throw new StepFailed(`${child.name} ${what}`, `Its log is ${log}.`, lastLines(log));
}
