import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Installation } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import type { Child } from '../../processes/child.ts';
import { lastLines } from '../../processes/last-lines.ts';
import type { Processes } from '../../processes/processes.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { ROOT, type Service } from '../../project.ts';
import { StepFailed } from '../../say.ts';
import { cpuSeconds } from '../cpu.ts';

/** What a measurement of events tells. */
export interface Figures {
  events: number;
  seconds: number;
  perSecond: number;
  /** Processor time of each process for one event. */
  microsecondsPerEvent: Record<string, number>;
}

interface CorridorFigures extends Figures {
  /** Until the last writer had its last commit. */
  postedPerSecond: number;
}

/**
 * Events on their whole way: posted by writers of *subscription*, carried over Redis, taken and sequenced by the built
 * *consent*, and passed on until *notification* has noted them and *consent* has heard of it.
 */
export async function measureCorridor(
  installation: Installation,
  processes: Processes,
  { events, writers }: { events: number; writers: number },
): Promise<CorridorFigures> {
  const consent = await installation.start('consent', { LOG_LEVEL: 'info' });
  const neighbour = (name: string, service: Service, more: NodeJS.ProcessEnv = {}) =>
    startStandIn({ name, service, more }, installation, processes);
  const taker = await neighbour('taker', 'notification');
  const others = { consent, taker, postgres: installation.postgres() };
  const before = new Map(Object.values(others).map(({ pid }) => [pid, cpuSeconds(pid)]));
  const writing = await neighbour('writers', 'subscription', { EVENTS: `${events}`, WRITERS: `${writers}` });
  const times = () => readTimes(writing);
  await waitUntil('the writers to begin', 60, () => times().begunAt ?? !writing.isRunning());
  await asOwner(installation.ownerUrl, (owner) =>
    waitUntil('every event to be passed on', 900, async () => {
      for (const child of [consent, taker, writing]) refuseEnded(child);
      return (await passedOn(owner, events)) >= events;
    }),
  );
  const endedAt = Date.now();
  const { begunAt = Number.NaN, postedAt = Number.NaN } = times();
  const cpu = Object.entries({ ...others, writers: writing }).map(
    ([name, { pid }]) => [name, cpuSeconds(pid) - (before.get(pid) ?? 0)] as const,
  );
  await Promise.all([writing.stop(), taker.stop(), consent.stop()]);
  const seconds = (endedAt - begunAt) / 1000;
  return {
    ...{ events, seconds, perSecond: events / seconds },
    postedPerSecond: events / ((postedAt - begunAt) / 1000),
    microsecondsPerEvent: Object.fromEntries(cpu.map(([name, used]) => [name, (used / events) * 1e6])),
  };
}

function refuseEnded({ name, log, isRunning }: Child): void {
  if (!isRunning()) throw new StepFailed(`${name} ended`, `Its log is ${log}.`, lastLines(log));
}

/**
 * How many events have their leaf, and nothing of them waits for *notification* any more. What waits is counted once all have their
 * leaf: before, counting thousands of rows again and again is work that the measured processes would share the machine with.
 */
async function passedOn(owner: Client, events: number): Promise<number> {
  const recorded = await owner.query<{ leaves: string }>(
    `SELECT coalesce(sum(leaves), 0) AS leaves FROM consent.tallies WHERE kind = 'consent'`,
  );
  const [{ leaves } = { leaves: '0' }] = recorded.rows;
  if (Number(leaves) < events) return 0;
  const waiting = await owner.query<{ count: string }>('SELECT count(*) FROM consent.outbox');
  return Number(leaves) - Number(waiting.rows[0]?.count);
}

function readTimes({ log }: Child): { begunAt?: number; postedAt?: number } {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"'));
  return Object.assign({}, ...lines.map((line) => JSON.parse(line) as object));
}

interface StandIn {
  name: string;
  service: Service;
  more: NodeJS.ProcessEnv;
}

async function startStandIn(
  { name, service, more }: StandIn,
  installation: Installation,
  processes: Processes,
) {
  return processes.start({
    name,
    command: process.execPath,
    args: [join(ROOT, 'tools', 'bench', 'ledger', `${name}.ts`)],
    env: { ...(await installation.environment(service)), ...more },
    cwd: ROOT,
    output: join(installation.folder, 'logs', `${name}.log`),
  });
}
