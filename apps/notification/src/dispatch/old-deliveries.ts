import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { NotificationSettings } from '../settings.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * Drops the single deliveries of dispatches that ended long ago, a whole partition at a time: nothing is deleted row by row. The
 * statement stays here and the manifest with *consent*. The database looks for itself whether it may be (`drop_deliveries`).
 */
@Injectable()
export class OldDeliveries implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.drop(), { name: 'old deliveries', everyMilliseconds: HOUR, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Drops those of one dispatch. @returns whether there may be more. */
  async drop(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - this.settings.deliveriesKeptDays * DAY);
    const [old] = await this.dataSource.query<{ id: string; dropped: boolean }[]>(
      `SELECT id, drop_deliveries(id) AS dropped FROM (
         SELECT id FROM dispatches JOIN manifest_handovers AS handover ON handover.dispatch_id = id
         WHERE dispatches.finished_at < $1 AND deliveries_dropped_at IS NULL AND handover.finished_at IS NOT NULL
         ORDER BY dispatches.finished_at LIMIT 1) AS old`,
      [before],
    );
    if (old?.dropped)
      this.logger.info({ dispatchId: old.id }, 'the deliveries of an old dispatch were dropped');
    return old?.dropped ?? false;
  }
}
