import type { EntityManager } from 'typeorm';

/** How many entries of a sort came on one day of the city, or in one month. */
export interface Count {
  /** e.g. `2026-03-02`; of a month its first day. */
  start: string;
  sort: string;
  leaves: number;
}

/** @param span days or months, the running one included. Sums hours, never entries. */
export async function countsOverTime(
  manager: EntityManager,
  { unit, span, timeZone, now }: { unit: 'day' | 'month'; span: number; timeZone: string; now: Date },
): Promise<Count[]> {
  const rows = await manager.query<(Omit<Count, 'leaves'> & { leaves: string | null })[]>(
    `WITH span AS (
       SELECT generate_series(last.start - ($3 - 1) * ('1 ' || $1)::interval, last.start, ('1 ' || $1)::interval) AS start
       FROM (SELECT date_trunc($1, $4::timestamptz AT TIME ZONE $2) AS start) AS last)
     SELECT to_char(span.start, 'YYYY-MM-DD') AS start, CASE kind WHEN 'consent' THEN action ELSE kind END AS sort,
       sum(leaves) AS leaves
     FROM span LEFT JOIN tallies_by_hour ON hour >= span.start AT TIME ZONE $2
       AND hour < (span.start + ('1 ' || $1)::interval) AT TIME ZONE $2
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [unit, timeZone, span, now],
  );
  return rows.map((row) => ({ ...row, leaves: Number(row.leaves ?? 0) }));
}
