import type { EntityManager } from 'typeorm';
import { rampedUntil, readRamps } from '#libs/lanes';
import { readCity } from '#libs/site';

const HOUR = 3_600_000;

export interface WindowSettings {
  retryWindowHours: number;
  ramp: string;
  cityFolder: string;
}

/**
 * Until when the mails of a dispatch are tried (SEND-4). Where a ramp plan holds them up for days, the window begins when the plan
 * has let all of them through, and those of the dispatches before them: else the last would fail because others had to wait (SEND-9).
 * @param topic of a dispatch that is being made, whose audience is counted too.
 */
export async function windowEnd(
  manager: EntityManager,
  { retryWindowHours, ramp, cityFolder }: WindowSettings,
  { from, topic }: { from: Date; topic?: string },
): Promise<Date> {
  const plans = readRamps(ramp);
  let beganAt = from.getTime();
  if (plans.length > 0) {
    const { timeZone } = readCity(cityFolder);
    beganAt = rampedUntil(plans, await mailsToSend(manager, topic), { from: beganAt, timeZone });
  }
  return new Date(beganAt + retryWindowHours * HOUR);
}

async function mailsToSend(manager: EntityManager, topic: string | undefined): Promise<number> {
  const [row] = await manager.query<{ mails: number }[]>(
    `SELECT (SELECT count(*) FROM audience WHERE topic = $1 AND joined IS NOT NULL)::float8
       + (SELECT COALESCE(sum(audience), 0) FROM dispatches WHERE state <> 'finished')::float8 AS mails`,
    [topic ?? null],
  );
  return row?.mails ?? 0;
}
