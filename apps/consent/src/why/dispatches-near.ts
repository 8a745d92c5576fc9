import type { Evidence } from '../evidence/evidence.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Dispatches that could have reached somebody at that moment: begun before it, and not ended more than a day before. */
export function dispatchesNear(dispatches: Evidence[], at: Date): Evidence[] {
  return dispatches.filter(({ act }) => {
    const [from, to] = [Date.parse(String(act?.planned_at)), Date.parse(String(act?.occurred_at))];
    return from <= at.getTime() && at.getTime() <= to + DAY_MILLISECONDS;
  });
}
