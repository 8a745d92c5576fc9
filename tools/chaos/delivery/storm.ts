import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { familyOf } from '../../bench/processes.ts';
import type { Installation } from '../../installation/installation.ts';
import type { Child } from '../../processes/child.ts';
import { identify, isAlive, type ProcessIdentity } from '../../processes/identity.ts';
import { StepFailed } from '../../say.ts';
import type { Disturbance } from './check.ts';

/** Two processes of *notification* at once, each with its senders. */
const REPLICAS = 2;
const SHORTEST_MILLISECONDS = 300;
const SPREAD_MILLISECONDS = 2500;

export interface StormOrder {
  kills: number;
  crashes: number;
  flushes: number;
  /** From 0 to 1. */
  random: () => number;
  /** The environment of *notification*. */
  settings: NodeJS.ProcessEnv;
}

export interface Storm {
  disturbances: Disturbance[];
  /** Processes that a killed service had started: they must not outlive it. */
  orphans: ProcessIdentity[];
}

/** Kills processes at random, a service or one that it started, wipes Redis, and crashes PostgreSQL. @returns when the last is up again. */
export async function storm(installation: Installation, order: StormOrder): Promise<Storm> {
  const { random, settings } = order;
  const found: Storm = { disturbances: [], orphans: [] };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => startOrDie(installation, settings)),
  );
  const blows = shuffled(
    [
      ...Array.from({ length: order.kills }, () => 'kill' as const),
      ...Array.from({ length: order.crashes }, () => 'crash' as const),
      ...Array.from({ length: order.flushes }, () => 'flush' as const),
    ],
    random,
  );
  for (const blow of blows) {
    await pause(SHORTEST_MILLISECONDS + random() * SPREAD_MILLISECONDS);
    const from = Date.now();
    if (blow === 'flush') await flush(installation);
    if (blow === 'crash') await crash(installation);
    if (blow !== 'kill') found.disturbances.push({ from, until: Date.now() });
    const unlucky = Math.floor(random() * REPLICAS);
    if (blow === 'kill') {
      found.orphans.push(...kill(replicas[unlucky], random));
      found.disturbances.push({ from, until: Date.now() });
    }
    // One that could not live without its database is started again as well, as any supervisor would.
    for (let at = 0; at < REPLICAS; at += 1) {
      if (blow === 'kill' && at === unlucky) await pause(100);
      if (!replicas[at]?.isRunning()) replicas[at] = await startOrDie(installation, settings);
    }
  }
  await Promise.all(replicas.map((replica) => replica?.stop(30)));
  return found;
}

/** @returns undefined when it ended while it started, as it may when the database is away. */
export async function startOrDie(
  installation: Installation,
  settings: NodeJS.ProcessEnv,
): Promise<Child | undefined> {
  return installation.start('notification', settings).catch((error: unknown) => {
    if (error instanceof StepFailed) return undefined;
    throw error;
  });
}

export function survivors({ orphans }: Storm): number {
  return orphans.filter(isAlive).length;
}

/** The service, or one of the processes that it started. @returns those who are left without it. */
function kill(replica: Child | undefined, random: () => number): ProcessIdentity[] {
  if (!replica?.isRunning()) return [];
  const family = familyOf(replica.pid);
  const victim = family[Math.floor(random() * family.length)] ?? replica.pid;
  const others = family.filter((pid) => pid !== victim).map(identify);
  process.kill(victim, 'SIGKILL');
  return victim === replica.pid ? others.filter((each) => each !== undefined) : [];
}

async function flush(installation: Installation): Promise<void> {
  const redis = new Redis(installation.redisUrl);
  await redis.flushall();
  redis.disconnect();
}

/** SIGQUIT is PostgreSQL's "immediate shutdown": nothing is written any more, and the next start recovers from the log. */
async function crash(installation: Installation): Promise<void> {
  const server = installation.postgres();
  server.kill('SIGQUIT');
  await server.ended;
  await installation.startPostgres();
}

function shuffled<T>(all: T[], random: () => number): T[] {
  const left = [...all];
  return all.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as T);
}
