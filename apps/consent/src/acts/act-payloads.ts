import type { AnnouncementReleasedV1, DeliveryAskedV1, DispatchFinishedV1 } from '#libs/contracts';

/*
 * What the ledger keeps of acts: people of the city by the subject that the sign-in provider gives them, residents by their
 * id and never by their address. A member that was written once keeps its name for ever.
 */

const iso = (time: string) => new Date(time).toISOString();

/** MSG-2: who wrote, who released, and exactly what. */
export function releasedPayload(message: AnnouncementReleasedV1) {
  return {
    action: 'released-announcement',
    event_id: message.eventId,
    occurred_at: iso(message.releasedAt),
    announcement_id: message.announcementId,
    topic: message.topic,
    content_hash: message.contentHash,
    subjects: wellFormed(message.subjects),
    author: message.authorSubject,
    approver: message.approverSubject,
  };
}

/** SEND-2: everyone is accounted for, and the manifest says of each the ledger entry that was relied on. */
export function finishedPayload(message: DispatchFinishedV1) {
  return {
    action: 'finished-dispatch',
    // A dispatch finishes once, so its id is that of the event too.
    event_id: message.dispatchId,
    occurred_at: iso(message.finishedAt),
    dispatch_id: message.dispatchId,
    announcement_id: message.announcementId,
    topic: message.topic,
    content_hash: message.contentHash,
    planned_at: iso(message.plannedAt),
    audience: message.audience,
    accepted: message.accepted,
    suppressed: message.suppressed,
    failed: message.failed,
    uncertain: message.uncertain,
    manifest: message.manifest,
  };
}

/** PROOF-4: from this entry on packages have the list of a dispatch's deliveries, whose hash its own entry has. */
export function keptPayload({ dispatchId, send, lines }: KeptManifest) {
  const { topic, manifest } = send;
  return { action: 'kept-manifest', dispatch_id: dispatchId, topic, manifest, lines };
}

export interface KeptManifest {
  dispatchId: string;
  send: { topic: string; manifest: string };
  lines: number;
}

/** PROOF-1, PROOF-4: a look at one resident, with what *notification* knows of the delivery that was asked about. */
export function askedPayload(message: DeliveryAskedV1) {
  return {
    action: 'asked-about-delivery',
    event_id: message.eventId,
    occurred_at: iso(message.askedAt),
    auditor: message.auditorSubject,
    resident_id: message.residentId,
    message_id: message.messageId,
    dispatch_id: message.dispatchId,
    announcement_id: message.announcementId,
    topic: message.topic,
    content_hash: message.contentHash,
    outcome: message.outcome,
    ledger_index: message.ledgerIndex,
    ...(message.handedAt !== undefined && { handed_at: iso(message.handedAt) }),
  };
}

/** PROOF-4. @param what of the resident was shown: `history`, `standing`, `answer`, or `entry` with its index; and whether on paper. */
export function lookedPayload({ auditor, residentId, what }: Look) {
  return { action: 'looked-at-resident', auditor, resident_id: residentId, ...what };
}

export interface Look {
  /** Subject of the sign-in provider. */
  auditor: string;
  residentId: string;
  what:
    | { shown: 'history' }
    | { shown: 'standing' | 'answer'; as: 'page' | 'pdf' }
    | { shown: 'entry'; ledger_index: number };
}

/** Half of a surrogate pair has no place in canonical JSON. */
function wellFormed(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, text.toWellFormed()]));
}
