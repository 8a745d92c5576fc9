import type { Client } from 'pg';

export interface Pace {
  accepted: number;
  /** Mails a second between the first tenth and the last. */
  sustained: number;
  /** When the last was accepted. */
  lastAt: Date;
}

/** How fast mails were accepted, by the moments that the service recorded. */
export async function readPace(owner: Client, dispatchId: string): Promise<Pace> {
  const { rows } = await owner.query<{ tick: string; count: string; last: Date }>(
    `SELECT floor(extract(epoch FROM decided_at) * 100)::bigint AS tick, count(*), max(decided_at) AS last
     FROM notification.deliveries WHERE dispatch_id = $1 AND state = 'accepted' GROUP BY tick ORDER BY tick`,
    [dispatchId],
  );
  const ticks = rows.map(({ tick, count }) => ({ seconds: Number(tick) / 100, count: Number(count) }));
  return { ...sustainedRate(ticks), lastAt: rows.at(-1)?.last ?? new Date(Number.NaN) };
}

/** @param ticks mails by moment, in the order of time. */
export function sustainedRate(ticks: { seconds: number; count: number }[]): {
  accepted: number;
  sustained: number;
} {
  const accepted = ticks.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  const [begin, end] = [0.1, 0.9].map((part) => {
    sum = 0;
    return ticks.find(({ count }) => {
      sum += count;
      return sum >= accepted * part;
    });
  });
  const between = ticks.filter(
    ({ seconds }) => begin && end && seconds > begin.seconds && seconds <= end.seconds,
  );
  const mails = between.reduce((total, { count }) => total + count, 0);
  return { accepted, sustained: mails / ((end?.seconds ?? 0) - (begin?.seconds ?? 0)) };
}
