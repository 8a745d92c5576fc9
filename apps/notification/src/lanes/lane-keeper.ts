import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Random } from '#libs/clock';
import type { Lanes, RelayState, Relays } from '#libs/lanes';
import type { Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { probeRelays, type SmtpRelay } from '#libs/smtp';
import type { LaneQuery } from './lane.query.ts';

export interface KeeperSurroundings {
  /** In milliseconds, as lanes and relays are told. */
  now: () => number;
  random: Random;
  logger: Logger;
}

const EVERY_MILLISECONDS = 1000;

/**
 * Once a second in each process that sends: tells what it sees of lanes and relays, learns how many share the limits, and probes
 * relays that were left out. Without lanes it is one that sends letters only, and has no share.
 */
export class LaneKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sender: string;
  readonly #rounds: Rounds;
  #probing: Promise<void> | undefined;
  #down = '';

  constructor(
    private readonly outgoing: { relays: Relays<SmtpRelay>; lanes?: Lanes },
    private readonly query: LaneQuery,
    private readonly surroundings: KeeperSurroundings,
  ) {
    this.#sender = surroundings.random.uuid();
    this.#rounds = new Rounds(() => this.#round(), {
      name: 'lanes',
      everyMilliseconds: EVERY_MILLISECONDS,
      logger: surroundings.logger,
    });
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  start(): void {
    this.#rounds.start();
  }

  /** What this process was allotted is for the others, and its share too. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    try {
      await this.outgoing.lanes?.close();
      await this.query.leave(this.#sender);
    } catch (err) {
      // It is told by its age then; what was allotted counts as sent.
      this.surroundings.logger.debug({ err }, 'lanes could not be given back');
    }
  }

  async #round(): Promise<boolean> {
    const { relays, lanes } = this.outgoing;
    this.#probe();
    const states = relays.states();
    this.#log(states);
    const report = { lanes: lanes?.states(this.surroundings.now()) ?? [], relays: states };
    const others = await this.query.tell(this.#sender, lanes !== undefined, report);
    const place = others.filter((other) => other < this.#sender).length;
    lanes?.share({ place, of: others.length + 1 }, this.surroundings.now());
    return false;
  }

  /** A relay that is away may take half a minute to say nothing, and rounds go on meanwhile. */
  #probe(): void {
    this.#probing ??= probeRelays(this.outgoing.relays, () => this.surroundings.now())
      .catch((err: unknown) => this.surroundings.logger.error({ err }, 'a relay could not be probed'))
      .finally(() => {
        this.#probing = undefined;
      });
  }

  #log(states: RelayState[]): void {
    const down = states.filter(({ isUp }) => !isUp).map(({ name, reason }) => ({ relay: name, reason }));
    const now = JSON.stringify(down);
    if (now === this.#down || (now === '[]' && this.#down === '')) return;
    this.#down = now;
    const { logger } = this.surroundings;
    if (down.length > 0) logger.warn({ down }, 'relays are left out');
    else logger.info('all relays are up again');
  }
}
