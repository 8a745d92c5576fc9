import { openingsOf } from '../details/detail.ts';
import type { Deletion } from '../details/details.query.ts';
import type { Evidence } from './evidence.ts';

/**
 * One line of the record of truth. `leaf` is the entry as the log has it, `payload` the text that its commitment is over,
 * octet for octet: leaf hash and commitment can be computed from the line alone, and so can those of the details that are there.
 */
export function ndjsonLine(evidence: Evidence): string {
  const { index, kind, status, action, address, occurredAt, recordedAt, payload, stored } = evidence;
  const line = {
    index,
    kind,
    status,
    action,
    address,
    topics: payload && evidence.topics,
    occurred_at: occurredAt,
    recorded_at: recordedAt,
    manner: payload?.manner,
    notices: kind === 'notice' || kind === 'consent' ? evidence.notices : undefined,
    leaf: stored.entry.toString('ascii'),
    leaf_hash: stored.hash.toString('base64'),
    payload: stored.payload ?? undefined,
    salt: stored.salt?.toString('base64'),
    details: toldDetails(evidence),
  };
  return `${JSON.stringify(line)}\n`;
}

/** By kind, what opens the details that are there, and of the others when they were deleted and by which rule. */
export type ToldDetails = Record<
  string,
  { salt: string; value: string } | { deleted_at: string; rule: Deletion['rule'] }
>;

/** @returns undefined for an entry that has none. */
export function toldDetails({ details, deleted }: Evidence): ToldDetails | undefined {
  const gone = Object.entries(deleted).map(([kind, { deletedAt, rule }]) => [
    kind,
    { deleted_at: deletedAt.toISOString(), rule },
  ]);
  const told: ToldDetails = { ...openingsOf(details), ...Object.fromEntries(gone) };
  return Object.keys(told).length === 0 ? undefined : told;
}
