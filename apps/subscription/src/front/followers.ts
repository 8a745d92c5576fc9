import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { roundedFollowers } from './rounded-followers.ts';

const TEN_MINUTES = 600_000;

/** How many follow each topic, counted now and then: over millions of rows it is too dear for each page that is opened. */
@Injectable()
export class Followers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  #byTopic = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#round(), {
      name: 'followers',
      everyMilliseconds: TEN_MINUTES,
      logger,
    });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns undefined when there are too few to be told of. */
  of(topic: string): number | undefined {
    return roundedFollowers(this.#byTopic.get(topic) ?? 0);
  }

  async count(): Promise<void> {
    const rows = await this.dataSource.query<{ topic: string; count: number }[]>(
      `SELECT topic, count(*)::int AS count FROM subscriptions WHERE state = 'active' GROUP BY topic`,
    );
    this.#byTopic = new Map(rows.map(({ topic, count }) => [topic, count]));
  }

  async #round(): Promise<boolean> {
    await this.count();
    return false;
  }
}
