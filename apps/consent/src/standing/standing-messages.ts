import { AskedRecordedV2, StandingEndedV1, StandingGrantedV3 } from '#libs/contracts';
import { addressOf } from '../ledger/consent-payload.ts';
import type { RecordedEvent } from '../ledger/recorded-event.ts';
import type { ReceiptLinks } from '../receipts/receipt-links.ts';
import type { StandingState } from './decide-standings.ts';

/**
 * What *notification* is told about an event that now is in the ledger; nothing when it changed nothing.
 * @param decided the standings that the event decided.
 * @param receipts makes the token of the event's receipt, which only the resident's own letter may carry (PROOF-6).
 */
export function messageAbout(
  event: RecordedEvent,
  decided: StandingState[],
  receipts: ReceiptLinks,
): object | undefined {
  const { payload, index, confirmation } = event;
  const standings = decided.map(({ topic, subscriptionId, version }) => ({
    topic,
    subscriptionId,
    version,
    ledgerIndex: index,
  }));
  switch (payload.action) {
    case 'asked':
      if (confirmation === undefined) return undefined;
      return Object.assign(new AskedRecordedV2(), {
        requestId: payload.request_id,
        residentId: payload.resident_id,
        address: addressOf(payload),
        language: payload.language,
        topics: payload.topics.map(({ topic }) => topic),
        ledgerIndex: index,
        confirmation,
      });
    case 'confirmed':
    case 'imported':
      if (standings.length === 0) return undefined;
      return Object.assign(new StandingGrantedV3(), {
        basis: decided[0]?.basis,
        residentId: payload.resident_id,
        address: addressOf(payload),
        language: payload.language,
        standings,
        grantedAt: payload.occurred_at,
        receipt: receipts.token(index),
      });
    case 'withdrew':
    case 'expired':
    case 'erased':
      if (standings.length === 0) return undefined;
      return Object.assign(new StandingEndedV1(), {
        residentId: payload.resident_id,
        standings,
        reason: payload.action,
        endedAt: payload.occurred_at,
      });
    case 'declined':
      return undefined;
  }
}
