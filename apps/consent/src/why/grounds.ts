import type { Evidence } from '../evidence/evidence.ts';

/** PROOF-1: what a message about one topic to one resident stood on. */
export interface Grounds {
  topic: string;
  /** When the message was handed over, or the moment that is asked about. */
  at: string;
  /** The confirmation relied on. Absent when there was no consent at that moment, or nothing is left of it. */
  consent?: Evidence;
  /** When nothing is left of what could be relied on: the entry that was, or that of the erasure. */
  erased?: Evidence;
  /** The request that it confirms. */
  asked?: Evidence;
  /** What ended it before that moment: the resident left, or the term of implied consent was over. */
  endedBefore?: Evidence;
  /** The first thing that ended it after that moment. */
  endedAfter?: Evidence;
}

/**
 * What stood at a moment, from everything that one resident did about one topic.
 * @param events by ascending index.
 * @param relied the entry that the dispatch says it relied on; without it, the last confirmation before the moment.
 */
export function groundsOf(
  events: Evidence[],
  { topic, at, relied }: { topic: string; at: string; relied?: number | undefined },
): Grounds {
  const open = events.filter(({ status, topics }) => status === 'open' && topics.includes(topic));
  const before = open.filter(({ occurredAt = '' }) => occurredAt <= at);
  const consent = before.findLast(
    ({ action, index }) => isGrant(action) && (relied === undefined || index === relied),
  );
  const asked = open.find(
    ({ action, payload }) =>
      action === 'asked' &&
      consent?.payload?.request_id !== undefined &&
      payload?.request_id === consent.payload.request_id,
  );
  // By version, as standing goes: a withdrawal that was recorded late still belongs to the consent that it ends.
  const ends = open.filter((event) => consent !== undefined && isEndOf(event, consent, topic));
  const endedBefore = ends.find(({ occurredAt = '' }) => occurredAt <= at);
  const endedAfter = ends.find(({ occurredAt = '' }) => occurredAt > at);
  const erased = consent ? undefined : open.find(({ action }) => action === 'erased');
  return {
    topic,
    at,
    ...(consent && { consent }),
    ...(erased && { erased }),
    ...(asked && { asked }),
    ...(endedBefore && { endedBefore }),
    ...(endedAfter && { endedAfter }),
  };
}

/** An import is a consent that was given elsewhere, with its basis (IMP-1). */
function isGrant(action: string | undefined): boolean {
  return action === 'confirmed' || action === 'imported';
}

/** Whatever ends a standing carries a version, and is no confirmation. */
function isEndOf(event: Evidence, consent: Evidence, topic: string): boolean {
  const version = versionIn(event, topic);
  return !isGrant(event.action) && version !== undefined && version >= (versionIn(consent, topic) ?? 0);
}

function versionIn({ payload }: Evidence, topic: string): number | undefined {
  const found = payload?.topics.find((each) => each.topic === topic)?.version;
  return typeof found === 'number' ? found : undefined;
}
