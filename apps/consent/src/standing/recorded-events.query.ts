import type { EntityManager } from 'typeorm';
import { readPayload } from '../ledger/consent-payload.ts';
import type { RecordedEvent } from '../ledger/recorded-event.ts';

/** The consent events after one index whose payload is still there, in the order of the ledger. */
export async function eventsAfter(
  manager: EntityManager,
  { after, limit }: { after: number; limit: number },
): Promise<RecordedEvent[]> {
  const rows = await manager.query<{ index: string; payload: string }[]>(
    `SELECT leaf_index AS index, payload FROM records JOIN leaves ON leaves.index = records.leaf_index
     WHERE leaf_index > $1 AND leaves.kind = 'consent' ORDER BY leaf_index LIMIT $2`,
    [after, limit],
  );
  return rows.map(({ index, payload }) => ({
    index: Number(index),
    storyId: '',
    payload: readPayload(payload),
  }));
}
