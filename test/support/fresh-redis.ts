import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../tools/ports.ts';
import { startRedis } from '../../tools/redis/redis.ts';
import { ownName, ownProcesses, testRun } from './run.ts';

export interface FreshRedis {
  url: string;
  /** Forgets everything, as a wiped or replaced Redis would (FLUSHALL). */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis server of this test's own, so that it may be wiped or stopped without harm to others. */
export async function freshRedis(logs = join(testRun().folder, 'logs')): Promise<FreshRedis> {
  const { redisProgram, secrets } = testRun();
  const name = ownName('redis');
  const processes = ownProcesses(name);
  const { url } = await startRedis(
    {
      program: redisProgram,
      port: await freePort(),
      password: secrets.REDIS_PASSWORD,
      logFile: join(logs, `${name}.log`),
    },
    processes,
  );
  return { url, flush: () => flushAll(url), stop: () => processes.stopAll() };
}

async function flushAll(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true });
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
