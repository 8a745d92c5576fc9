import { Injectable } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import type { PreferencesChangedV1, StandingEndedV1, StandingGrantedV1 } from '#libs/contracts';
import type { Taken } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';
import { addToAudience, endInAudience, suppressInDispatches } from './audience.query.ts';
import { shareAudience } from './audience-lock.query.ts';
import { forgetTopics, keepPreferences } from './preferences.query.ts';
import { endSuppression, holdSuppression } from './suppression.query.ts';
import { lockResident, settleWay } from './way.query.ts';

const DAY = 86_400_000;

/** A welcome that could not be sent for so long would only surprise. */
const WELCOME_DAYS = 3;

/**
 * Who may be written to about what, and how. Whether changes only by what *consent* says, and consent speaks after its ledger; how,
 * by what the resident chose.
 */
@Injectable()
export class AudienceService {
  constructor(
    private readonly letters: LettersService,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * Welcomes the resident to the topics that they did not follow before; a repeat or an older version changes nothing. What was
   * imported says nothing of the mailbox and brings nobody back: who is suppressed stays so (LEAVE-6).
   * @param facts `receipt`: token of the page where the resident gets the receipt, if there is one.
   */
  async grant(
    granted: StandingGrantedV1,
    taken: Taken,
    { receipt, isImported = false }: { receipt?: string; isImported?: boolean } = {},
  ): Promise<void> {
    const { manager } = taken;
    await lockResident(manager, granted.residentId);
    await shareAudience(manager, granted.standings);
    const joined = await addToAudience(manager, granted, { isImported });
    if (!isImported) await endSuppression(manager, granted);
    await holdSuppression(manager, granted);
    await settleWay(manager, granted.residentId, this.#moment());
    if (joined.length === 0) return;
    const { residentId, address, language } = granted;
    await this.letters.write(taken, {
      kind: 'welcome',
      residentId,
      address,
      language,
      expiresAt: new Date(this.clock.now().getTime() + WELCOME_DAYS * DAY),
      content: { followed: joined, ...(receipt !== undefined && { receipt }) },
    });
  }

  /** LEAVE-4: effective at once, also for the part of running dispatches that was not handed over. */
  async end(ended: StandingEndedV1, { manager }: Taken): Promise<void> {
    await lockResident(manager, ended.residentId);
    await shareAudience(manager, ended.standings);
    await suppressInDispatches(manager, ended, this.clock.now());
    await endInAudience(manager, ended);
    await forgetTopics(
      manager,
      ended.residentId,
      ended.standings.map(({ topic }) => topic),
    );
  }

  /** An older version, or a repeat, changes nothing. */
  async choose(preferences: PreferencesChangedV1, { manager }: Taken): Promise<void> {
    await lockResident(manager, preferences.residentId);
    if (!(await keepPreferences(manager, preferences))) return;
    await settleWay(manager, preferences.residentId, this.#moment());
  }

  #moment(): { now: Date; today: string } {
    const now = this.clock.now();
    return { now, today: this.calendar.today(now) };
  }
}
