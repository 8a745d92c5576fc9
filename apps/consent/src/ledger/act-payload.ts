import type { JsonObject } from '#libs/tlog';
import type { ConsentPayload } from './consent-payload.ts';

/** What the city did, besides what residents did (ledger.md, "Kinds"). */
export const actKinds = ['send', 'import', 'erase', 'export', 'staff', 'key'] as const;
export type ActKind = (typeof actKinds)[number];

/**
 * What the ledger keeps of one such act. `resident_id` names the one resident that it is about, where it is about one; further
 * members are those of the act. As in consent events, a member that was written once keeps its name for ever.
 */
export interface ActPayload extends JsonObject {
  readonly v: 1;
  readonly event_id: string;
  readonly occurred_at: string;
  /** One word or a few with hyphens, e.g. `looked-at-resident`. */
  readonly action: string;
}

/** What a record holds: a consent event, or an act. The leaf's kind tells which. */
export type LedgerPayload = ConsentPayload | ActPayload;

/** The one resident that a payload is about. */
export function residentOf(payload: LedgerPayload): string | undefined {
  return typeof payload.resident_id === 'string' ? payload.resident_id : undefined;
}
