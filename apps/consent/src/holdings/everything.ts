import type { HeldTable } from '#libs/contracts';
import type { JsonObject } from '#libs/tlog';
import type { NoticeWords } from '../evidence/evidence.ts';
import type { ToldDetails } from '../evidence/ndjson.ts';

/** One entry of the ledger about a resident, as the resident gets it. */
export interface HeldEntry {
  index: number;
  kind: string;
  /** What happened, e.g. `confirmed`. */
  action: string;
  occurred_at: string;
  recorded_at: string | null;
  /** What it says, with the details that are there, and without who of the city's staff did it. */
  facts: JsonObject;
  /** The words that were shown. */
  notices: NoticeWords[];
  /** The entry as the log has it, and its hash in base64: RFC 6962. */
  leaf: string;
  leaf_hash: string;
  /** Octet for octet what the leaf commits to, and the salt in base64. Absent where something was left out of `facts`. */
  payload?: string;
  salt?: string;
  /** What opens the commitments inside the payload; of a detail that was deleted, when and by which rule. */
  details?: ToldDetails;
}

/** Everything that the three services hold about one address: what `everything.json` has, and the pages are made of. */
export interface Everything {
  v: 1;
  access_id: string;
  /** As it was typed. */
  address: string;
  asked_at: string;
  made_at: string;
  /** Under which the address is known. */
  resident_ids: string[];
  /** Its name, and how many entries it had. */
  ledger: { origin: string; size: number };
  held: { subscription: HeldTable[]; consent: HeldTable[]; notification: HeldTable[] };
  /** The oldest first. */
  entries: HeldEntry[];
}

/** A table that came in several parts is one table. */
export function joinTables(parts: HeldTable[]): HeldTable[] {
  const byName = Map.groupBy(parts, ({ name }) => name);
  return [...byName].map(([name, same]) => ({ name, rows: same.flatMap(({ rows }) => rows) }));
}
