import { Inject, Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Senders } from '../senders/senders.ts';
import { NotificationSettings } from '../settings.ts';
import { DispatchQuery } from './dispatch.query.ts';
import { notRunning, notStopped } from './dispatch-problems.ts';

const MINUTE = 60_000;

/** What a person, or the time that passed, does to dispatches. */
@Injectable()
export class DispatchesService {
  constructor(
    private readonly dispatches: DispatchQuery,
    private readonly senders: Senders,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Lets one go on that paused or was missed (SEND-4, SEND-6, SEND-7). What was handed over is not sent again.
   * @throws Problem `dispatch-not-stopped`
   */
  async resume(dispatchId: string): Promise<void> {
    const now = this.clock.now();
    if (!(await this.dispatches.resume(dispatchId, { now, window: this.settings }))) throw notStopped();
    this.logger.info({ dispatchId }, 'dispatch resumed');
  }

  /** Of itself: the relay objects to us, or nothing can be sent (SEND-4). It waits for a person. */
  async stop(dispatchId: string, reason: string): Promise<void> {
    if (await this.dispatches.pause(dispatchId, reason)) {
      this.senders.halt(dispatchId);
      this.logger.warn({ dispatchId, reason }, 'a dispatch paused and waits for a person');
    }
  }

  /**
   * Stops one: what is on the wire at this moment still goes.
   * @throws Problem `dispatch-not-running`
   */
  async pause(dispatchId: string): Promise<void> {
    if (!(await this.dispatches.pause(dispatchId, 'operator'))) throw notRunning();
    this.senders.halt(dispatchId);
    this.logger.info({ dispatchId }, 'dispatch paused');
  }

  /** SEND-7. Comes before `see` in every round: the first thing after an outage is to notice it. */
  async noticeMissed(): Promise<void> {
    const now = this.clock.now();
    const unseenSince = new Date(now.getTime() - this.settings.missedAfterMinutes * MINUTE);
    for (const dispatchId of await this.dispatches.setMissed(unseenSince)) {
      this.logger.warn({ dispatchId }, 'a dispatch was interrupted for long and waits for a person');
    }
    await this.dispatches.see(now);
  }

  /**
   * SEND-2: ends those that are through. One that cannot account for everyone is left to a person; one that could only not be
   * ended now, e.g. while PostgreSQL is restarted, is ended in a later round and holds up no other.
   */
  async finishReady(): Promise<void> {
    for (const dispatchId of await this.dispatches.ready()) {
      try {
        await this.dispatches.finish(dispatchId, this.clock.now());
        this.logger.info({ dispatchId }, 'dispatch finished');
      } catch (err) {
        if (!isUnaccounted(err)) {
          this.logger.warn({ err, dispatchId }, 'a dispatch could not be ended and is tried again');
          continue;
        }
        this.logger.error({ err, dispatchId }, 'a dispatch could not be accounted for');
        await this.stop(dispatchId, 'unaccounted');
      }
    }
  }
}

/** What the database says when the numbers of a dispatch do not add up (`account_for_dispatch`). */
function isUnaccounted(err: unknown): boolean {
  return err instanceof QueryFailedError && err.driverError.constraint === 'everyone_is_accounted_for';
}
