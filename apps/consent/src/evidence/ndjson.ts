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
    details: detailsOf(evidence),
  };
  return `${JSON.stringify(line)}\n`;
}

function detailsOf({ details, deleted }: Evidence): object | undefined {
  const there = details.map(({ kind, value, salt }) => [kind, { value, salt: salt.toString('base64') }]);
  const gone = Object.entries(deleted).map(([kind, { deletedAt, rule }]) => [
    kind,
    { deleted_at: deletedAt.toISOString(), rule },
  ]);
  return there.length + gone.length === 0 ? undefined : Object.fromEntries([...there, ...gone]);
}
