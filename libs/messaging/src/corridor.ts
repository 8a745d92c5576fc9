import { setImmediate } from 'node:timers/promises';
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
  /** Takes as long as `post` and tells nobody: for an answer whose time must not say whether somebody was told (ABUSE-1). */
  rehearse(message: object): void;
  /**
   * Gives `item` to `work` before the commit, together with the items of the other messages that this transaction takes: one
   * statement for all of them.
   */
  together<T>(work: Together<T>, item: T): void;
  /**
   * Lets statements of this transaction run while the rest of the work goes on and messages are sealed; the commit waits for
   * them. They are carried out in the order in which they were called, and one that fails undoes the whole transaction.
   */
  meanwhile(running: Promise<unknown>): void;
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
    const running: Promise<unknown>[] = [];
    const gathered = new Map<Together<never>, unknown[]>();
    const result = await this.dataSource.transaction(async (manager) => {
      const value = await work({
        manager,
        storyId,
        post: (message, ofStory = storyId) => posted.push({ message, storyId: ofStory }),
        rehearse: (message) => posted.push({ message, storyId, isRehearsed: true }),
        together: (each, item) => gathered.set(each, [...(gathered.get(each) ?? []), item]),
        meanwhile: (statement) => {
          // It is waited for below; until then, a failure is not one that nobody handles.
          statement.catch(() => undefined);
          running.push(statement);
        },
        whenDurable: (call) => calls.push(call),
      });
      for (const [each, items] of gathered) await each(manager, items as never[]);
      // Sealing keeps the process busy for a while: what runs meanwhile is sent first.
      if (running.length > 0) await setImmediate();
      await Promise.all([...running, this.outbox.add(manager, posted, this.clock.now())]);
      return value;
    });
    if (posted.length > 0) this.relay.wake();
    for (const call of calls) call();
    return result;
  }
}
