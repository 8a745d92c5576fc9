import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { SubscriptionSettings } from '../settings.ts';
import { type Counter, Counters } from './counters.ts';

const KEY = 'limit-confirmations-closed-until';
const MINUTE_SECONDS = 60;
const EVERY_MILLISECONDS = 1000;

/**
 * Stops all confirmation mail for a while when far more of it is asked for than ever is (ABUSE-2): then somebody uses us to write
 * to others. Processes tell each other through Redis, and each remembers by itself: a wiped Redis ends nothing early, and a
 * process that never heard of it counts anew and stops after a minute's worth at the most.
 */
@Injectable()
export class Breaker implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #counter: Counter;
  readonly #rounds: Rounds;
  #stoppedUntil = 0;
  #isTold = false;

  constructor(
    private readonly counters: Counters,
    private readonly clock: Clock,
    private readonly settings: SubscriptionSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#counter = counters.counter('confirmations', MINUTE_SECONDS);
    this.#rounds = new Rounds(() => this.#listen(), {
      name: 'breaker',
      everyMilliseconds: EVERY_MILLISECONDS,
      logger,
    });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** How long no confirmation is sent; 0 when all is well. */
  get secondsLeft(): number {
    return Math.max(0, this.#stoppedUntil - this.clock.now().getTime()) / 1000;
  }

  /** Somebody has asked. Call it after the commit: Redis is no part of a transaction. It takes as long when no mail goes out (ABUSE-1). */
  async count({ isMailed }: { isMailed: boolean }): Promise<void> {
    const { count } = await this.#counter[isMailed ? 'add' : 'look']('all');
    if (!isMailed) return;
    if (count > this.settings.confirmationsPerMinute && this.secondsLeft === 0) await this.#stop(count);
  }

  async #stop(count: number): Promise<void> {
    const { confirmationsPerMinute, confirmationsStopMinutes } = this.settings;
    this.#stoppedUntil = this.clock.now().getTime() + confirmationsStopMinutes * MINUTE_SECONDS * 1000;
    this.#isTold = true;
    this.logger.fatal(
      { count, confirmationsPerMinute, confirmationsStopMinutes },
      'more confirmations were asked for than ever: none is sent for a while',
    );
    await this.#tell();
  }

  /** Takes over what another process found, and tells again what a wiped Redis forgot. */
  async #listen(): Promise<boolean> {
    const until = Number(await this.counters.redis.get(KEY).catch(() => null));
    if (until > this.#stoppedUntil) this.#stoppedUntil = until;
    else if (this.secondsLeft > 0 && until !== this.#stoppedUntil) await this.#tell();
    if (this.#isTold && this.secondsLeft === 0) {
      this.#isTold = false;
      this.logger.warn('confirmations are sent again');
    }
    return false;
  }

  async #tell(): Promise<void> {
    const milliseconds = Math.ceil(this.secondsLeft * 1000);
    await this.counters.redis.set(KEY, this.#stoppedUntil, 'PX', milliseconds).catch(() => undefined);
  }
}
