import { Injectable } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { CheckpointOfDayV1, CheckpointPublishedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import { parseCheckpoint } from '#libs/tlog';
import { KeysService } from '../publication/keys.service.ts';
import { CosignaturesService } from '../witnesses/cosignatures.service.ts';
import { insertMailing, lastMailing, type Mailing } from './mailings.query.ts';

/**
 * Sends the checkpoint of the day out of the city. Who keeps it, *notification* alone knows; the ledger's service has no use for
 * their addresses.
 */
@Injectable()
export class MailingsService {
  constructor(
    private readonly corridor: Corridor,
    private readonly cosignatures: CosignaturesService,
    private readonly keys: KeysService,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * Once each day of the city, whatever was missed: the newest checkpoint holds what the ones before it held. A ledger that did
   * not grow goes out as well, since holders are to notice when nothing comes.
   * @returns whether something went out.
   */
  async mail(): Promise<boolean> {
    const day = this.calendar.today(this.clock.now());
    const note = await this.cosignatures.latestNote();
    if (note === undefined || !isDue(day, await this.last())) return false;
    const keys = await this.keys.all();
    const verifierKeys = keys.filter(({ signs }) => signs).map(({ verifierKey }) => verifierKey);
    const { origin, size, root } = parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1));
    return this.corridor.act(async ({ manager, post }) => {
      const previous = await lastMailing(manager);
      if (!isDue(day, previous) || !(await insertMailing(manager, { day, size }))) return false;
      const before = previous && { previousDay: previous.day, previousSize: previous.size };
      post(Object.assign(new CheckpointOfDayV1(), { day, origin, size, note, verifierKeys, ...before }));
      const published = { day, origin, size, root: Buffer.from(root).toString('base64') };
      post(Object.assign(new CheckpointPublishedV1(), published));
      return true;
    });
  }

  async last(): Promise<Mailing | undefined> {
    return this.corridor.act(({ manager }) => lastMailing(manager));
  }
}

/** Days compare as text. A clock that was set back makes no second mail of a day. */
function isDue(day: string, last: Mailing | undefined): boolean {
  return last === undefined || last.day < day;
}
