import type { EntityManager } from 'typeorm';

export interface MonthFigures {
  announcements: number;
  accepted: number;
  suppressed: number;
  failed: number;
  uncertain: number;
  bounced: number;
  complaints: number;
}

/** Reads what was counted already: the statements of dispatches that ended between the two moments, and what came back then. */
export async function monthFigures(manager: EntityManager, from: Date, until: Date): Promise<MonthFigures> {
  const [row] = await manager.query<MonthFigures[]>(
    `SELECT count(*)::int AS announcements, coalesce(sum(accepted), 0)::int AS accepted,
       coalesce(sum(suppressed), 0)::int AS suppressed, coalesce(sum(failed), 0)::int AS failed,
       coalesce(sum(uncertain), 0)::int AS uncertain,
       (SELECT count(*)::int FROM bounces WHERE bounced_at >= $1 AND bounced_at < $2) AS bounced,
       (SELECT count(*)::int FROM complaints WHERE complained_at >= $1 AND complained_at < $2) AS complaints
     FROM dispatches WHERE finished_at >= $1 AND finished_at < $2`,
    [from, until],
  );
  if (!row) throw new Error('an aggregate gave no row');
  return row;
}

/** @returns whether they differ from what was told of the month before. */
export async function noteTold(
  manager: EntityManager,
  month: string,
  figures: MonthFigures,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO told_figures AS told (month, figures) VALUES ($1, $2)
     ON CONFLICT (month) DO UPDATE SET figures = excluded.figures WHERE told.figures <> excluded.figures
     RETURNING month`,
    [month, JSON.stringify(figures)],
  );
  return rows.length > 0;
}
