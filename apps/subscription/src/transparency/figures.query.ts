import type { EntityManager } from 'typeorm';
import type { CheckpointPublishedV1, MailsCountedV1 } from '#libs/contracts';

export type LedgerDay = Pick<CheckpointPublishedV1, 'day' | 'origin' | 'size' | 'root'>;
export type MailMonth = Omit<MailsCountedV1, 'countedAt'>;

/** A message that comes twice, or late, changes nothing. */
export async function keepLedgerDay(manager: EntityManager, told: LedgerDay): Promise<void> {
  const { day, origin, size, root } = told;
  await manager.query(
    'INSERT INTO ledger_days (day, origin, size, root) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [day, origin, size, root],
  );
}

/** What was counted before what is known changes nothing. */
export async function keepMailMonth(manager: EntityManager, told: MailsCountedV1): Promise<void> {
  const { month, countedAt, ...figures } = told;
  await manager.query(
    `INSERT INTO mail_months AS known (month, counted_at, figures) VALUES ($1, $2, $3)
     ON CONFLICT (month) DO UPDATE SET counted_at = excluded.counted_at, figures = excluded.figures
     WHERE known.counted_at < excluded.counted_at`,
    [month, countedAt, JSON.stringify(figures)],
  );
}

/** The newest day; undefined before the first. */
export async function newestLedgerDay(manager: EntityManager): Promise<LedgerDay | undefined> {
  const [row] = await manager.query<LedgerDay[]>(
    'SELECT day, origin, size::int, root FROM ledger_days ORDER BY day DESC LIMIT 1',
  );
  return row;
}

/** The last twelve months in which there was anything to count, the newest first. */
export async function mailMonths(manager: EntityManager): Promise<MailMonth[]> {
  const rows = await manager.query<{ month: string; figures: Omit<MailMonth, 'month'> }[]>(
    'SELECT month, figures FROM mail_months ORDER BY month DESC LIMIT 12',
  );
  return rows
    .map(({ month, figures }) => ({ month, ...figures }))
    .filter(({ month: _, ...figures }) => Object.values(figures).some((count) => count > 0));
}
