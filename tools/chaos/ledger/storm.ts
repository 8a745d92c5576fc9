import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Installation } from '../../installation/installation.ts';
import type { Child } from '../../processes/child.ts';
import { startOrDie } from './consent.ts';

/** Two processes of *consent* at once. */
const REPLICAS = 2;
const SHORTEST_MILLISECONDS = 200;
const SPREAD_MILLISECONDS = 2500;

export interface StormOrder {
  kills: number;
  crashes: number;
  /** From 0 to 1. */
  random: () => number;
}

interface Storm extends StormOrder {
  afterKill(): void;
}

/** Kills one of two sequencers again and again, crashes PostgreSQL in between, and wipes Redis each time it does. */
export async function storm(
  installation: Installation,
  { kills, crashes, random, afterKill }: Storm,
): Promise<void> {
  const replicas: (Child | undefined)[] = await Promise.all(
    Array.from({ length: REPLICAS }, () => startOrDie(installation)),
  );
  const crashAfter = Math.ceil(kills / (crashes + 1));
  for (let kill = 1; kill <= kills; kill += 1) {
    await pause(SHORTEST_MILLISECONDS + random() * SPREAD_MILLISECONDS);
    const unlucky = Math.floor(random() * REPLICAS);
    replicas[unlucky]?.kill('SIGKILL');
    await replicas[unlucky]?.ended;
    afterKill();
    if (kill % crashAfter === 0 && kill < kills) await crash(installation);
    replicas[unlucky] = await startOrDie(installation);
  }
  await Promise.all(replicas.map((replica) => replica?.stop()));
}

/** SIGQUIT is PostgreSQL's "immediate shutdown": nothing is written any more, and the next start recovers from the log. */
async function crash(installation: Installation): Promise<void> {
  const server = installation.postgres();
  server.kill('SIGQUIT');
  await server.ended;
  const redis = new Redis(installation.redisUrl);
  await redis.flushall();
  redis.disconnect();
  await installation.startPostgres();
}
