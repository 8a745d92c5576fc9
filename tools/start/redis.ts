import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Processes } from '../processes/processes.ts';
import { DATA, LOGS } from '../project.ts';
import { findRedis } from '../redis/find-redis.ts';
import { startRedis } from '../redis/redis.ts';
import { StepFailed } from '../say.ts';
import type { Secrets } from '../secrets.ts';
import type { StartSettings } from './settings.ts';

export async function bringRedis(settings: StartSettings, secrets: Secrets, processes: Processes) {
  const { redisUrl, redisPort: port } = settings;
  if (redisUrl) {
    await refuseUnfit(redisUrl);
    return { redisUrl, told: 'the server of REDIS_URL' };
  }
  const order = {
    program: await findRedis(),
    port,
    password: secrets.REDIS_PASSWORD,
    folder: join(DATA, 'redis'),
    logFile: join(LOGS, 'redis.log'),
  };
  const { url } = await startRedis(order, processes);
  return { redisUrl: url, told: `${order.program} on 127.0.0.1:${port}` };
}

/** @throws StepFailed when it does not answer, or would drop jobs to make room. */
async function refuseUnfit(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Without a listener ioredis writes each failure to the console; the rejected promise says it as well.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const [, policy] = (await redis.config('GET', 'maxmemory-policy').catch(() => [])) as string[];
    if (policy === undefined || policy === 'noeviction') return;
    throw new StepFailed(
      `the server of REDIS_URL has the maxmemory-policy ${policy}, which loses messages when memory is short`,
      'Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction',
    );
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new StepFailed(
      `the server of REDIS_URL does not answer: ${words}`,
      'REDIS_URL should be redis://host:port.',
    );
  } finally {
    redis.disconnect();
  }
}
