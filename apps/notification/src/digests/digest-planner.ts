import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { messageId } from '#libs/mail';
import { type Act, Corridor } from '#libs/messaging';
import { Letterhead } from '../letters/letterhead.ts';
import { NotificationSettings } from '../settings.ts';
import {
  type DueItem,
  dueItems,
  endLastDigests,
  endOfRange,
  insertDigests,
  type NewDigest,
  tellNoMore,
} from './digest-range.query.ts';
import { advanceRun, endPlanning, type OpenRun, openRun } from './digest-run.query.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** As a welcome: later it would only surprise. */
const DIGEST_DAYS = 3;

/** Writes the digests of a day: one to each resident that there is something to tell, a range of residents at a time. */
@Injectable()
export class DigestPlanner {
  constructor(
    private readonly corridor: Corridor,
    private readonly settings: NotificationSettings,
    private readonly letterhead: Letterhead,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Plans the next range: the digests, what is told by them, and how far it came are one transaction. So a kill loses nobody and
   * tells nobody twice.
   * @returns how many digests were written; undefined when nothing is left to plan.
   */
  async plan(): Promise<number | undefined> {
    return this.corridor.act(async ({ manager }) => {
      const run = await openRun(manager);
      if (!run) return undefined;
      const isTooLate = this.#isTooLate(run);
      const last = isTooLate ? undefined : await endOfRange(manager, run, this.settings.batchSize);
      if (last !== undefined) return this.#write(manager, run, last);
      if (!isTooLate) await endLastDigests(manager, run);
      await endPlanning(manager, run.id);
      return undefined;
    });
  }

  async #write(manager: Act['manager'], run: OpenRun, last: string): Promise<number> {
    const items = await dueItems(manager, run, last);
    const digests = this.#digestsOf(items);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + DIGEST_DAYS * DAY);
    if (digests.length > 0) {
      await insertDigests(manager, { run, digests }, { now, expiresAt });
      await tellNoMore(manager, run, items);
    }
    await advanceRun(manager, { id: run.id, plannedTo: last, digests: digests.length });
    return digests.length;
  }

  /** SEND-7: after a long outage or a restore the rest is for the next run. */
  #isTooLate({ beganAt }: OpenRun): boolean {
    const lateMinutes = (this.clock.now().getTime() - beganAt.getTime()) / MINUTE;
    return lateMinutes > this.settings.missedAfterMinutes;
  }

  #digestsOf(items: readonly DueItem[]): NewDigest[] {
    return [...Map.groupBy(items, ({ residentId }) => residentId)].flatMap(([residentId, own]) => {
      const [first] = own;
      if (!first) return [];
      const id = this.random.uuid();
      return {
        id,
        messageId: messageId(this.random.bytes(32), [id], this.letterhead.domain),
        residentId,
        address: first.address,
        language: first.language,
        announcements: own.map(({ announcementId }) => announcementId),
        ledgerIndexes: own.map(({ ledgerIndex }) => ledgerIndex),
      };
    });
  }
}
