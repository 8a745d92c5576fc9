import { encodeCanonicalJson, type JsonObject } from '#libs/tlog';

export const actions = ['asked', 'confirmed', 'declined', 'withdrew'] as const;
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

interface EventPayload extends JsonObject {
  readonly v: 1;
  readonly event_id: string;
  readonly resident_id: string;
  readonly occurred_at: string;
  readonly manner: JsonObject;
}

interface AskedPayload extends EventPayload {
  readonly action: 'asked';
  readonly request_id: string;
  readonly address: string;
  readonly language: string;
  readonly topics: readonly PayloadTopic[];
}

export interface ConfirmedPayload extends EventPayload {
  readonly action: 'confirmed';
  readonly request_id: string;
  readonly address: string;
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

/**
 * What the ledger keeps of one consent event (ASK-9), as the auditors' tools read it: names as in ledger.md, with
 * underscores. A leaf commits to its canonical JSON, so a member that was written once keeps its name for ever.
 */
export type ConsentPayload = AskedPayload | ConfirmedPayload | DeclinedPayload | WithdrewPayload;

export function writePayload(payload: ConsentPayload): string {
  return encodeCanonicalJson(payload);
}

/** Reads what `writePayload` wrote; nothing else is ever stored, so that it is canonical need not be checked again. */
export function readPayload(json: string): ConsentPayload {
  return JSON.parse(json) as ConsentPayload;
}
