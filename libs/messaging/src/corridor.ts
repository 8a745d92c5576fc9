import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { Outbox, type Posted } from './outbox.ts';
import { Relay } from './relay.ts';

/** One transaction of a service: its own tables, and what it tells the others. */
export interface Act {
  manager: EntityManager;
  storyId: string;
  /**
   * Tells the services that the message's contract names, once the transaction is durable.
   * @param storyId when one transaction continues several stories; else that of the act.
   */
  post(message: object, storyId?: string): void;
  /** Calls once the transaction is durable; never when it rolled back. What must not be lost belongs into a row instead. */
  whenDurable(call: () => void): void;
}

/** The step "act" of house.md: own tables and outbox change together or not at all. */
@Injectable()
export class Corridor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly relay: Relay,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * @param work runs inside the transaction; what it throws rolls back everything, messages too.
   * @param storyId of the message that led here; a new story when there is none.
   */
  async act<T>(work: (act: Act) => Promise<T>, storyId = this.random.uuid()): Promise<T> {
    const posted: Posted[] = [];
    const calls: (() => void)[] = [];
    const result = await this.dataSource.transaction(async (manager) => {
      const value = await work({
        manager,
        storyId,
        post: (message, ofStory = storyId) => posted.push({ message, storyId: ofStory }),
        whenDurable: (call) => calls.push(call),
      });
      await this.outbox.add(manager, posted, this.clock.now());
      return value;
    });
    if (posted.length > 0) this.relay.wake();
    for (const call of calls) call();
    return result;
  }
}
