export type ConsultationStage = 'open' | 'coming' | 'over';

interface Days {
  opensOn: string;
  closesOn: string;
}

/** @param today in the city, `YYYY-MM-DD`. Both days of a consultation belong to it. */
export function stageOf({ opensOn, closesOn }: Days, today: string): ConsultationStage {
  if (today < opensOn) return 'coming';
  return today > closesOn ? 'over' : 'open';
}

/** The day that it is in a time zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, moment: Date): string {
  // The Swedish locale writes a day as ISO 8601 does.
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(moment);
}
