import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { ACCESS_WINDOW_MILLISECONDS } from '../access/access.service.ts';
import { forgetAccessAsked } from '../access/access-requests.query.ts';
import { purgeChanges } from '../address-change/address-changes.query.ts';
import { forgetLinksAsked } from '../links/manage-links.query.ts';
import { MANAGE_LINK_MILLISECONDS } from '../links/manage-links.service.ts';
import { purgeExpired } from './requests.query.ts';

const HOUR = 3_600_000;

/** Forgets requests that nobody confirmed in time (ASK-6), who asked for a link by mail, and changes of address that nobody agreed to. */
@Injectable()
export class PurgeService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.#round(), { name: 'purge', everyMilliseconds: HOUR, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  async purge(): Promise<number> {
    const { manager } = this.dataSource;
    const now = this.clock.now();
    await forgetAccessAsked(manager, new Date(now.getTime() - ACCESS_WINDOW_MILLISECONDS));
    await forgetLinksAsked(manager, new Date(now.getTime() - MANAGE_LINK_MILLISECONDS));
    const requests = await purgeExpired(manager, now);
    await purgeChanges(manager, now);
    return requests;
  }

  async #round(): Promise<boolean> {
    const requests = await this.purge();
    if (requests > 0) this.logger.info({ requests }, 'expired requests were forgotten');
    return false;
  }
}
