/** How much may be sent while a sender's reputation is young: a most for each day or hour, growing by the day. */
export interface RampPlan {
  /** Of the lane, or `total`. */
  lane: string;
  /** The first day, e.g. `2026-12-01`. */
  start: string;
  every: 'day' | 'hour';
  /** The most of each day, or of each hour of each day. After the last there is no limit by the plan. */
  most: readonly number[];
}

/** One day or hour of a plan. */
export interface RampPeriod {
  /** E.g. `2026-12-01` or `2026-12-01T14`, in the city's time. */
  name: string;
  most: number;
}

const ENTRY = /^(?:([a-z0-9.-]+)=)?(\d{4}-\d\d-\d\d)(\/hour)?:(\d{1,9}(?:,\d{1,9})*)$/;
const HOURS = 24;
const DAY = HOURS * 3_600_000;

/**
 * Reads `RAMP`, e.g. `2026-12-01:5000,10000,20000 google=2026-12-01/hour:100,200,400`: plans separated by spaces, each with its
 * first day and the most of each day, or of each hour; one without a name is for everybody together.
 * @throws Error that ends the sentence "RAMP is wrong: …".
 */
export function readRamps(text: string): RampPlan[] {
  const plans = text.split(/\s+/).filter(Boolean).map(readOne);
  const names = plans.map(({ lane }) => lane);
  if (new Set(names).size < names.length) throw new Error('each lane should have one plan');
  return plans;
}

function readOne(entry: string): RampPlan {
  const [, lane = 'total', start = '', hour, numbers = ''] = ENTRY.exec(entry) ?? [];
  const most = numbers.split(',').map(Number);
  const isDay = !Number.isNaN(Date.parse(start)) && new Date(start).toISOString().startsWith(start);
  if (!isDay || most.some((number) => number < 1)) {
    throw new Error('each plan should be day:number,number,… with numbers above 0');
  }
  if (most.some((number, day) => number < (most[day - 1] ?? 0))) throw new Error('a plan should not shrink');
  return { lane, start, every: hour ? 'hour' : 'day', most };
}

/**
 * Which day or hour of the plan it is. Before its first day its first number holds: who sends early does not send more.
 * @returns undefined once the plan is through.
 */
export function periodOf(
  { start, every, most }: RampPlan,
  now: number,
  timeZone: string,
): RampPeriod | undefined {
  const { day, hour } = wallClock(now, timeZone);
  const nth = Math.max(0, Math.round((Date.parse(day) - Date.parse(start)) / DAY));
  const limit = most[nth];
  if (limit === undefined) return undefined;
  return { name: every === 'day' ? day : `${day}T${hour}`, most: limit };
}

/**
 * When so many mails are through at the latest, whoever they are for, if nothing but the plans holds them up. What is left of today
 * is not counted on: others may have used it up.
 * @param from in milliseconds, as what is returned.
 */
export function rampedUntil(
  plans: readonly RampPlan[],
  mails: number,
  { from, timeZone }: { from: number; timeZone: string },
): number {
  return Math.max(from, ...plans.map((plan) => throughBy(plan, mails, { from, timeZone })));
}

function throughBy(
  plan: RampPlan,
  mails: number,
  { from, timeZone }: { from: number; timeZone: string },
): number {
  const perDay = plan.every === 'day' ? 1 : HOURS;
  let left = mails;
  let moment = from;
  for (let period = periodOf(plan, moment, timeZone); period && left > 0; ) {
    moment += DAY;
    period = periodOf(plan, moment, timeZone);
    left -= (period?.most ?? left) * perDay;
  }
  // A day's last mail may go at its end.
  return moment === from ? from : moment + DAY;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(now: number, timeZone: string): { day: string; hour: string } {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = '2-digit';
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: numeric,
      day: numeric,
      hour: numeric,
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: parts.hour ?? '' };
}
