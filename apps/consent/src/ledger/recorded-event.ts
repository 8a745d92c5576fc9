import type { ConsentPayload } from './consent-payload.ts';

/** A consent event that has its leaf. */
export interface RecordedEvent<P extends ConsentPayload = ConsentPayload> {
  index: number;
  storyId: string;
  payload: P;
  /** What *subscription* sealed for the confirmation mail; it ends with this transaction. */
  confirmation?: unknown;
}
