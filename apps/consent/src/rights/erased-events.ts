import type { Act } from '#libs/messaging';
import { addPending } from '../intake/pending.query.ts';
import { type ErasedPayload, PAYLOAD_VERSION, writePayload } from '../ledger/consent-payload.ts';
import { derivedId } from '../ledger/derived-id.ts';
import { type GrantedTopic, grantedTo } from '../standing/expiring.query.ts';
import type { ErasureEntry } from './erasure-journal.ts';

/**
 * Ends what they follow by an event of the ledger, so that standing still follows from it. Comes before the records go: they say
 * under which words it was granted.
 */
export async function endWhatTheyFollow(
  { manager, storyId }: Pick<Act, 'manager' | 'storyId'>,
  entry: ErasureEntry,
): Promise<void> {
  const granted = await grantedTo(manager, [...entry.resident_ids]);
  for (const [residentId, followed] of Map.groupBy(granted, (each) => each.residentId)) {
    const payload = erasedPayload(entry, residentId, followed);
    const common = { kind: 'consent', storyId, sealed: null, occurredAt: new Date(entry.erased_at) } as const;
    const content = writePayload(payload);
    await addPending(manager, { ...common, eventId: payload.event_id, content }, 'urgent');
  }
}

/** The versions are those of the grants: at the same one an end wins. */
function erasedPayload(entry: ErasureEntry, residentId: string, followed: GrantedTopic[]): ErasedPayload {
  return {
    v: PAYLOAD_VERSION,
    event_id: derivedId('erased', entry.erasure_id, residentId),
    resident_id: residentId,
    occurred_at: entry.erased_at,
    manner: { control: 'erasure', page: '' },
    action: 'erased',
    topics: followed.map(({ topic }) => topic),
  };
}
