import type { JsonObject, JsonValue } from '#libs/tlog';

/**
 * Which records a package opens. The log is whole in each: what is left out is there as leaves without their openings, so
 * that nobody can leave anything out unseen.
 */
export type Scope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'topic'; readonly topic: string }
  /** What happened from one day on, up to and with another, in UTC, e.g. `2026-01-31`. */
  | { readonly kind: 'period'; readonly from: string; readonly to: string }
  /** The dispatch, and what the ledger knew about its topic when it was recorded. */
  | { readonly kind: 'dispatch'; readonly dispatch_id: string }
  /** Until a resident has confirmed, each request may bring an id of its own: all ids of one address. */
  | { readonly kind: 'resident'; readonly resident_ids: readonly string[] };

/** What decides: the payload, and for a dispatch what it was about. */
export interface ScopeContext {
  scope: Scope;
  dispatch?: { index: number; topic: string } | undefined;
}

/** Kinds that every package opens: they say why records cannot be opened, and whose key signs. */
const ALWAYS_OPEN: readonly string[] = ['erase', 'key'];

export function isInScope(
  { scope, dispatch }: ScopeContext,
  record: { index: number; kind: string; payload: JsonObject },
): boolean {
  const { index, kind, payload } = record;
  if (ALWAYS_OPEN.includes(kind)) return true;
  switch (scope.kind) {
    case 'everything':
      return true;
    case 'topic':
      return isAbout(payload, scope.topic);
    case 'period':
      return isWithin(payload.occurred_at, scope);
    case 'dispatch':
      if (kind !== 'consent') return payload.dispatch_id === scope.dispatch_id;
      return dispatch !== undefined && index < dispatch.index && isAbout(payload, dispatch.topic);
    case 'resident':
      return typeof payload.resident_id === 'string' && scope.resident_ids.includes(payload.resident_id);
  }
}

/** Part of the file's name. An address or an id of a resident is in no name of a file. */
export function nameOfScope(scope: Scope): string {
  switch (scope.kind) {
    case 'everything':
      return '';
    case 'topic':
      return `-topic-${scope.topic}`;
    case 'period':
      return `-${scope.from}-to-${scope.to}`;
    case 'dispatch':
      return `-dispatch-${scope.dispatch_id}`;
    case 'resident':
      return '-resident';
  }
}

function isAbout({ topic, topics }: JsonObject, wanted: string): boolean {
  return topic === wanted || (isList(topics) && topics.some((each) => topicOf(each) === wanted));
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function topicOf(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return value;
  return (value as JsonObject).topic;
}

function isWithin(moment: JsonValue | undefined, { from, to }: { from: string; to: string }): boolean {
  if (typeof moment !== 'string') return false;
  const day = moment.slice(0, 10);
  return day >= from && day <= to;
}
