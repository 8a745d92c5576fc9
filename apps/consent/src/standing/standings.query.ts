import type { EntityManager } from 'typeorm';
import { plainArray } from '#libs/database';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import type { RecordedEvent } from '../ledger/recorded-event.ts';
import { type Decisions, decideStandings, decidesStanding, type StandingState } from './decide-standings.ts';

/** Where standings are kept; a rebuilding has a table of its own. */
export type StandingsTable = 'standings' | 'rebuilt_standings';

/**
 * Brings the standings up to date with events in the order of their leaves. The caller holds the ledger's lock, so nobody
 * decides about the same resident at the same time.
 */
export async function applyToStandings(
  manager: EntityManager,
  events: RecordedEvent[],
  table: StandingsTable = 'standings',
): Promise<Decisions> {
  const decisions = decideStandings(await findStandings(manager, payloadsOf(events), table), events);
  await storeStandings(manager, decisions.standings, table);
  return decisions;
}

const payloadsOf = (events: RecordedEvent[]) => events.map(({ payload }) => payload);

/**
 * What stands for the residents whom these events are about. Each is looked for by itself (OFFSET keeps it so): a planner that knows too
 * little of a young table takes a list of residents for most of it, and reads it whole for each batch.
 */
export async function findStandings(
  manager: EntityManager,
  payloads: ConsentPayload[],
  table: StandingsTable = 'standings',
): Promise<StandingState[]> {
  const residents = new Set(payloads.filter(decidesStanding).map((payload) => payload.resident_id));
  if (residents.size === 0) return [];
  const rows = await manager.query<(StandingState & { ledgerIndex: string; expiresAt: Date | null })[]>(
    `SELECT resident_id AS "residentId", topic, status, version, subscription_id AS "subscriptionId",
            ledger_index AS "ledgerIndex", basis, expires_at AS "expiresAt", ended_by AS "endedBy"
     FROM unnest($1::uuid[]) AS about (resident)
     CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE resident_id = resident OFFSET 0) AS standing`,
    [plainArray([...residents])],
  );
  return rows.map((row) => ({
    ...row,
    ledgerIndex: Number(row.ledgerIndex),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }));
}

export async function storeStandings(
  manager: EntityManager,
  standings: StandingState[],
  table: StandingsTable = 'standings',
): Promise<void> {
  if (standings.length === 0) return;
  await manager.query(
    `INSERT INTO ${table} (resident_id, topic, status, version, subscription_id, ledger_index, basis, expires_at,
                           ended_by)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::uuid[], $6::bigint[], $7::text[],
                          $8::timestamptz[], $9::text[])
     ON CONFLICT (resident_id, topic) DO UPDATE
     SET status = excluded.status, version = excluded.version, subscription_id = excluded.subscription_id,
         ledger_index = excluded.ledger_index, basis = excluded.basis, expires_at = excluded.expires_at,
         ended_by = excluded.ended_by`,
    [
      plainArray(standings.map((state) => state.residentId)),
      standings.map((state) => state.topic),
      plainArray(standings.map((state) => state.status)),
      plainArray(standings.map((state) => state.version)),
      plainArray(standings.map((state) => state.subscriptionId)),
      plainArray(standings.map((state) => state.ledgerIndex)),
      plainArray(standings.map((state) => state.basis)),
      plainArray(standings.map((state) => state.expiresAt)),
      plainArray(standings.map((state) => state.endedBy)),
    ],
  );
}
