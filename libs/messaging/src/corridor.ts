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
  /**
   * Gives `item` to `work` before the commit, together with the items of the other messages that this transaction takes: one
   * statement for all of them.
   */
  together<T>(work: Together<T>, item: T): void;
  /** Calls once the transaction is durable; never when it rolled back. What must not be lost belongs into a row instead. */
  whenDurable(call: () => void): void;
}

/** Always the same function for the same purpose: it is what items are gathered by. */
export type Together<T> = (manager: EntityManager, items: T[]) => Promise<void>;

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
    const gathered = new Map<Together<never>, unknown[]>();
    const result = await this.dataSource.transaction(async (manager) => {
      const value = await work({
        manager,
        storyId,
        post: (message, ofStory = storyId) => posted.push({ message, storyId: ofStory }),
        together: (each, item) => gathered.set(each, [...(gathered.get(each) ?? []), item]),
        whenDurable: (call) => calls.push(call),
      });
      for (const [each, items] of gathered) await each(manager, items as never[]);
      await this.outbox.add(manager, posted, this.clock.now());
      return value;
    });
    if (posted.length > 0) this.relay.wake();
    for (const call of calls) call();
    return result;
  }
}
