import type { Evidence } from './evidence.ts';

/**
 * One line of the record of truth. `leaf` is the entry as the log has it, `payload` the text that its commitment is over,
 * octet for octet: leaf hash and commitment can be computed from the line alone.
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
  };
  return `${JSON.stringify(line)}\n`;
}
