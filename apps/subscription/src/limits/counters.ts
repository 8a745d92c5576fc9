import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { SubscriptionSettings } from '../settings.ts';

export interface Count {
  /** With this one, since the window began. */
  count: number;
  /** Until the window ends, and the count with it. */
  secondsLeft: number;
}

export interface Counter {
  /** Counts one more. The window begins with the first. */
  add(name: string): Promise<Count>;
  /** What `add` would say, without counting. */
  look(name: string): Promise<Count>;
}

/** Longer than Redis takes, and than a busy process needs to hear it: whoever counts alone too early lets a proof through twice. */
const PATIENCE_MILLISECONDS = 1000;
const PURPOSE = 'tidings/limits/v1\n';

/**
 * Counts that all processes share, in Redis. While Redis is away each process counts by itself, so that a limit becomes at most
 * as many times wider as there are processes: nobody is refused for our trouble, and nothing is let through without a count.
 * What is counted is named by a keyed hash: Redis holds no address, neither of mail nor of a network.
 */
@Injectable()
export class Counters implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly redis: Redis;
  // Made once: of octets, Node makes a key anew for each MAC, which takes longer than the MAC.
  readonly #key: KeyObject;

  constructor(settings: SubscriptionSettings) {
    this.#key = createSecretKey(settings.addressKey[0] ?? '', 'base64');
    this.redis = new Redis(settings.redisUrl, {
      lazyConnect: true,
      // Never wait for a Redis that is away: count here instead.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: PATIENCE_MILLISECONDS,
      enableAutoPipelining: true,
    });
    this.redis.on('error', () => undefined);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.redis.connect().catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** @param name of what is counted, a word; two of one name count together. @param seconds the length of a window. */
  counter(name: string, seconds: number): Counter {
    // Points are the limiter's own limit. Ours differ from key to key, so that we count with it and decide ourselves.
    const facts = { keyPrefix: `limit-${name}`, points: Number.MAX_SAFE_INTEGER, duration: seconds };
    const insuranceLimiter = new RateLimiterMemory(facts);
    const limiter = new RateLimiterRedis({
      ...facts,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter,
    });
    return {
      add: async (counted) => asCount(await limiter.penalty(this.hash(name, counted))),
      look: async (counted) => {
        const { count, secondsLeft } = asCount(await limiter.get(this.hash(name, counted)));
        return { count: count + 1, secondsLeft };
      },
    };
  }

  /** @returns 128 bits in base64url, which nobody can lead back without our key. */
  hash(name: string, counted: string): string {
    return createHmac('sha256', this.#key)
      .update(`${PURPOSE}${name}\n${counted}`)
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  }
}

function asCount(found: RateLimiterRes | null): Count {
  return { count: found?.consumedPoints ?? 0, secondsLeft: Math.max(0, found?.msBeforeNext ?? 0) / 1000 };
}
