import { encodeCanonicalJson, type JsonObject } from '#libs/tlog';

export const actions = [
  'asked',
  'confirmed',
  'declined',
  'withdrew',
  'imported',
  'expired',
  'erased',
] as const;
export type ConsentAction = (typeof actions)[number];

/** A topic as the payload names it. `notice_language` and `purpose` are left out where the notice was not known. */
export interface PayloadTopic extends JsonObject {
  readonly topic: string;
  readonly topic_version: number;
  /** SHA-256 of the words that were shown, 64 hexadecimal digits. */
  readonly notice: string;
}

/** A topic that standing depends on. The higher version of the same (resident, topic) wins. */
export interface PayloadSubscription extends PayloadTopic {
  readonly subscription_id: string;
  readonly version: number;
}

/**
 * Version 2 has commitments in the place of address, client address and user agent (`closeDetails`). Version 1 held them
 * itself; it is written no more, and read for ever.
 */
export const PAYLOAD_VERSION = 2;

interface EventPayload extends JsonObject {
  readonly v: 1 | 2;
  readonly event_id: string;
  readonly resident_id: string;
  readonly occurred_at: string;
  readonly manner: JsonObject;
}

interface AskedPayload extends EventPayload {
  readonly action: 'asked';
  readonly request_id: string;
  readonly language: string;
  readonly topics: readonly PayloadTopic[];
}

export interface ConfirmedPayload extends EventPayload {
  readonly action: 'confirmed';
  readonly request_id: string;
  readonly language: string;
  readonly topics: readonly PayloadSubscription[];
  readonly seconds_since_asked: number;
  /** Visits to the page that confirmed nothing. */
  readonly touches: number;
}

interface DeclinedPayload extends EventPayload {
  readonly action: 'declined';
  readonly request_id: string;
  readonly topics: readonly PayloadTopic[];
}

export interface WithdrewPayload extends EventPayload {
  readonly action: 'withdrew';
  readonly topics: readonly PayloadSubscription[];
  /** The last day on which the law lets it take effect, e.g. `2026-01-19`. */
  readonly deadline: string;
}

/** IMP-1: a consent that was given elsewhere, or follows from dealings with the city, and came here by an import. */
export interface ImportedPayload extends EventPayload {
  readonly action: 'imported';
  readonly import_id: string;
  readonly language: string;
  readonly topics: readonly PayloadSubscription[];
  readonly basis: ImportBasis;
  /** Where the row came from, in the city's words. */
  readonly source: string;
  /** The day of the consent, the purchase or the inquiry. */
  readonly obtained_on: string;
  /** When implied consent ends by itself; null for express consent. */
  readonly expires_at: string | null;
}

export type ImportBasis = 'express' | 'implied-by-purchase' | 'implied-by-inquiry';

/** IMP-2: the term of implied consent is over. */
export interface ExpiredPayload extends EventPayload {
  readonly action: 'expired';
  readonly topics: readonly PayloadSubscription[];
  /** The index of the entry that it was granted by. */
  readonly granted_by: number;
}

/** The resident was erased. What they followed is ended by it; who they were is known to nobody any more. */
export interface ErasedPayload extends EventPayload {
  readonly action: 'erased';
  readonly topics: readonly PayloadSubscription[];
}

/**
 * What the ledger keeps of one consent event (ASK-9), as the auditors' tools read it: names as in ledger.md, with
 * underscores. A leaf commits to its canonical JSON, so a member that was written once keeps its name for ever.
 */
export type ConsentPayload =
  | AskedPayload
  | ConfirmedPayload
  | DeclinedPayload
  | WithdrewPayload
  | ImportedPayload
  | ExpiredPayload
  | ErasedPayload;

/** The address that an event names, while it is there. Declined, withdrew and the like name only the resident. */
export function addressOf({ address }: ConsentPayload): string | undefined {
  return typeof address === 'string' ? address : undefined;
}

export function writePayload(payload: ConsentPayload): string {
  return encodeCanonicalJson(payload);
}

/** Reads what `writePayload` wrote; nothing else is ever stored, so that it is canonical need not be checked again. */
export function readPayload(json: string): ConsentPayload {
  return JSON.parse(json) as ConsentPayload;
}
