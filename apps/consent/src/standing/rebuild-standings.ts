import type { DataSource, EntityManager } from 'typeorm';
import { lockLedger } from '../ledger/ledger.query.ts';
import { eventsAfter } from './recorded-events.query.ts';
import { applyToStandings } from './standings.query.ts';

/** How many records are read at a time, so that memory does not grow with the ledger. */
const PAGE = 2048;

export interface Rebuilding {
  /** How many standings follow from the ledger. */
  standings: number;
  /** Follow from the ledger and are not there. */
  missing: number;
  /** Are there and do not follow from the ledger. */
  surplus: number;
  /** Are there, but not as the ledger has them. */
  different: number;
}

/**
 * Derives every standing from the records of the ledger alone, in a table of its own, and compares. Nothing is appended to the
 * ledger meanwhile.
 * @param mode `replace` makes the standings those that follow from the ledger, in the same transaction.
 * @returns what was found before anything was replaced.
 */
export async function rebuildStandings(
  dataSource: DataSource,
  mode: 'compare' | 'replace',
): Promise<Rebuilding> {
  return dataSource.transaction(async (manager) => {
    await lockLedger(manager);
    await manager.query(
      'CREATE TEMPORARY TABLE rebuilt_standings (LIKE standings INCLUDING ALL) ON COMMIT DROP',
    );
    await rebuild(manager);
    const found = await compare(manager);
    if (mode === 'replace') await replace(manager);
    return found;
  });
}

async function rebuild(manager: EntityManager): Promise<void> {
  for (let after = -1; ; ) {
    const events = await eventsAfter(manager, { after, limit: PAGE });
    const last = events.at(-1);
    if (!last) return;
    await applyToStandings(manager, events, 'rebuilt_standings');
    after = last.index;
  }
}

async function compare(manager: EntityManager): Promise<Rebuilding> {
  const [row] = await manager.query<Record<keyof Rebuilding, string>[]>(
    `SELECT count(rebuilt.topic) AS standings,
            count(*) FILTER (WHERE stored.topic IS NULL) AS missing,
            count(*) FILTER (WHERE rebuilt.topic IS NULL) AS surplus,
            count(*) FILTER (WHERE stored.topic IS NOT NULL AND rebuilt.topic IS NOT NULL
                             AND to_jsonb(stored) <> to_jsonb(rebuilt)) AS different
     FROM standings AS stored FULL JOIN rebuilt_standings AS rebuilt USING (resident_id, topic)`,
  );
  return {
    standings: Number(row?.standings),
    missing: Number(row?.missing),
    surplus: Number(row?.surplus),
    different: Number(row?.different),
  };
}

async function replace(manager: EntityManager): Promise<void> {
  await manager.query('DELETE FROM standings');
  await manager.query('INSERT INTO standings SELECT * FROM rebuilt_standings');
}
