/** What is known of one delivery, and of the dispatch that it belongs to. */
export interface DeliveryFact {
  dispatchId: string;
  announcementId: string;
  topic: string;
  contentHash: string;
  residentId: string;
  outcome: 'intended' | 'deferred' | 'accepted' | 'suppressed' | 'failed' | 'uncertain';
  ledgerIndex: number;
  /** Null for a mail that was never handed to the relay. */
  handedAt: Date | null;
  /** Makes the Message-IDs of the dispatch. */
  messageKey: Buffer;
}
