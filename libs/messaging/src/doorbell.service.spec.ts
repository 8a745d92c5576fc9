import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '#libs/logging';
import { type FreshRedis, freshRedis } from '../../../test/support/index.ts';
import { Doorbell } from './doorbell.ts';
import { until } from './messaging.testing.ts';

const KEYS = Array.from({ length: 1000 }, (_, number) => `${number}.1`);

describe('the bell of work that is due', () => {
  let redis: FreshRedis;
  let bell: Doorbell;
  let begun: number;
  /** How much was begun when it was read what is due. */
  let readAt: number[];
  /** Each ends a piece of work that was begun. */
  let ends: (() => void)[];

  beforeEach(async () => {
    redis = await freshRedis();
    [begun, readAt, ends] = [0, [], []];
    const due = async (limit: number) => {
      readAt.push(begun);
      return KEYS.slice(0, limit);
    };
    const work = () => {
      begun += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const logger = createLogger('notification', 'fatal');
    bell = new Doorbell({ name: 'test', concurrency: 10, due, work }, { redisUrl: redis.url, logger });
    bell.start();
    await until(() => begun === 10);
  });
  afterEach(async () => {
    const end = setInterval(() => endAll(ends), 10);
    await bell.stop();
    clearInterval(end);
    await redis.stop();
  });

  it('does not ring again for what waits, until half of it was taken', async () => {
    await until(() => {
      endAll(ends);
      bell.wake();
      return readAt.length === 2;
    });
    expect(readAt[0]).toBe(0);
    expect(readAt[1]).toBeGreaterThan(500);
  });

  it('rings again for what waited in a Redis that was wiped', async () => {
    await redis.flush();
    await until(() => {
      bell.wake();
      return readAt.length === 2;
    });
    expect(readAt).toEqual([0, 10]);
  });
});

function endAll(ends: (() => void)[]): void {
  for (const end of ends.splice(0)) end();
}
