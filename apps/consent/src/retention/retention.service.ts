import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { type Act, Corridor } from '#libs/messaging';
import {
  classes,
  cutoffOf,
  isDetail,
  type RetentionClass,
  type RetentionRules,
  readRetentionRules,
} from '#libs/retention';
import { Rounds } from '#libs/rounds';
import type { DetailKind } from '../details/detail.ts';
import { lockLedger } from '../ledger/ledger.query.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { ConsentSettings } from '../settings.ts';
import { countDue, findDue, forget, type RecordClass } from './due.query.ts';
import { countDueDetails, findDueDetails, forgetDetails, noteDeletion } from './due-details.query.ts';
import { leafRanges } from './leaf-ranges.ts';

const DAY = 86_400_000;

/** The sequencer waits while one batch goes. Details are small rows of one key, so more of them take no longer. */
const RECORDS = 500;
const DETAILS = 2048;

/** What one transaction deletes: what is older, of entries behind the last of the batch before. */
interface Batch {
  cutoff: Date;
  after: number;
}

/** By class: how many records, or how many details. */
export type Outcome = Record<RetentionClass, number>;

/**
 * PROOF-5: deletes what is old enough, every day: records, and details before their records. Leaves stay; an entry for each batch
 * says what nothing opens any more, and by which rule.
 */
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
    const outcome = nothing();
    for (const name of classes) {
      const cutoff = cutoffOf(this.#rules, name, this.clock.now());
      outcome[name] = await (isDetail(name)
        ? countDueDetails(manager, name, cutoff)
        : countDue(manager, name, cutoff));
    }
    return outcome;
  }

  /** @returns how many records and details went. */
  async apply(): Promise<Outcome> {
    const outcome = nothing();
    for (const name of classes) {
      const cutoff = cutoffOf(this.#rules, name, this.clock.now());
      for (let after: number | undefined = -1; after !== undefined; ) {
        const went: number[] = await this.#applyOnce(name, { cutoff, after });
        outcome[name] += went.length;
        after = went.at(-1);
      }
    }
    return outcome;
  }

  /** @returns of which entries something went. */
  async #applyOnce(name: RetentionClass, batch: Batch): Promise<number[]> {
    return this.corridor.act(async (act) => {
      await lockLedger(act.manager);
      return isDetail(name) ? this.#deleteDetails(act, name, batch) : this.#deleteRecords(act, name, batch);
    });
  }

  async #deleteRecords(act: Act, name: RecordClass, { cutoff }: Batch): Promise<number[]> {
    const due = await findDue(act.manager, name, { cutoff, limit: RECORDS });
    if (due.leaves.length === 0) return [];
    await forget(act.manager, due);
    const rule = { class: name, ...this.#rules[name], happened_before: cutoff.toISOString() };
    const payload = { action: 'retention', rule, entries: due.leaves };
    await this.events.record(act, { kind: 'erase', payload });
    return due.leaves;
  }

  /** The entries stay open. What they say of the detail is its commitment, which nothing opens any more. */
  async #deleteDetails(act: Act, kind: DetailKind, { cutoff, after }: Batch): Promise<number[]> {
    const due = await findDueDetails(act.manager, kind, { cutoff, limit: DETAILS, after });
    if (due.leaves.length === 0) return [];
    await forgetDetails(act.manager, kind, due);
    const ranges = leafRanges(due.leaves);
    const before = kind === 'address' ? 'happened_before' : 'recorded_before';
    const rule = { class: kind, ...this.#rules[kind], [before]: cutoff.toISOString() };
    const payload = { action: 'retention', rule, detail: kind, ranges };
    const eventId = await this.events.record(act, { kind: 'erase', payload });
    await noteDeletion(act.manager, { eventId, kind, ranges, rule, at: this.clock.now() });
    return due.leaves;
  }

  async #round(): Promise<boolean> {
    const outcome = await this.apply();
    if (classes.some((name) => outcome[name] > 0))
      this.logger.info({ ...outcome }, 'old records were deleted');
    return false;
  }
}

function nothing(): Outcome {
  return { unconfirmed: 0, ended: 0, address: 0, client_address: 0, user_agent: 0 };
}
