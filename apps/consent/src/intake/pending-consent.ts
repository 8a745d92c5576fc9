import { closeDetails, writeDetails } from '../details/detail.ts';
import { type ConsentPayload, writePayload } from '../ledger/consent-payload.ts';
import type { Pending } from './pending.query.ts';

/**
 * A consent event as the ledger's inbox holds it: what the leaf will commit to is settled here, octet for octet.
 * @param payload as it was told, with its details.
 * @param newSalt makes 32 random octets.
 */
export function pendingConsent(
  payload: ConsentPayload,
  { storyId, sealed = null, newSalt }: { storyId: string; sealed?: string | null; newSalt: () => Buffer },
): Pending {
  const closed = closeDetails(payload, newSalt);
  return {
    kind: 'consent',
    eventId: payload.event_id,
    storyId,
    occurredAt: new Date(payload.occurred_at),
    content: writePayload(closed.payload),
    details: writeDetails(closed.details),
    sealed,
  };
}
