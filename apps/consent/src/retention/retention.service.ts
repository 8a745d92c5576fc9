import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor, Rounds } from '#libs/messaging';
import { lockLedger } from '../ledger/ledger.query.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { ConsentSettings } from '../settings.ts';
import { countDue, findDue, forget } from './due.query.ts';
import {
  classes,
  cutoffOf,
  type RetentionClass,
  type RetentionRules,
  readRetentionRules,
} from './retention-rules.ts';

const DAY = 86_400_000;

/** The sequencer waits while one batch goes. */
const BATCH = 500;

/** By class: how many records. */
export type Outcome = Record<RetentionClass, number>;

/** PROOF-5: deletes what is old enough, every day. Leaves stay; an entry for each batch says which of them nothing opens now. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  readonly #rules: RetentionRules;

  constructor(
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
    settings: ConsentSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rules = readRetentionRules(settings.cityFolder);
    this.#rounds = new Rounds(() => this.#round(), { name: 'retention', everyMilliseconds: DAY, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns how many records would go now. Changes nothing. */
  async preview({ manager }: DataSource): Promise<Outcome> {
    const outcome = { unconfirmed: 0, ended: 0 };
    for (const name of classes) {
      outcome[name] = await countDue(manager, name, cutoffOf(this.#rules, name, this.clock.now()));
    }
    return outcome;
  }

  /** @returns how many records went. */
  async apply(): Promise<Outcome> {
    const outcome = { unconfirmed: 0, ended: 0 };
    for (const name of classes) {
      const cutoff = cutoffOf(this.#rules, name, this.clock.now());
      for (let went = -1; went !== 0; outcome[name] += went) went = await this.#applyOnce(name, cutoff);
    }
    return outcome;
  }

  async #applyOnce(name: RetentionClass, cutoff: Date): Promise<number> {
    return this.corridor.act(async (act) => {
      await lockLedger(act.manager);
      const due = await findDue(act.manager, name, { cutoff, limit: BATCH });
      if (due.leaves.length === 0) return 0;
      await forget(act.manager, due);
      const rule = { class: name, ...this.#rules[name], happened_before: cutoff.toISOString() };
      await this.events.record(act, {
        kind: 'erase',
        payload: { action: 'retention', rule, entries: due.leaves },
      });
      return due.leaves.length;
    });
  }

  async #round(): Promise<boolean> {
    const outcome = await this.apply();
    if (classes.some((name) => outcome[name] > 0))
      this.logger.info({ ...outcome }, 'old records were deleted');
    return false;
  }
}
