import type { JsonObject } from '#libs/tlog';
import { withoutCommitments } from '../details/detail.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { toldDetails } from '../evidence/ndjson.ts';
import type { HeldEntry } from './everything.ts';

/** Members that name people of the city, or say in their words why: a resident learns what was done, and in which role. */
const NOT_TOLD = ['auditor', 'author', 'approver', 'by', 'person', 'reason'] as const;

/** Of an entry whose payload is there. */
export function heldEntry(evidence: Evidence): HeldEntry {
  const { index, kind, action, occurredAt, recordedAt, notices, stored } = evidence;
  const { v: _, ...payload }: JsonObject = evidence.payload ?? evidence.act ?? {};
  const isLeftOut = evidence.kind !== 'consent' && NOT_TOLD.some((name) => Object.hasOwn(payload, name));
  const opening = { payload: stored.payload ?? '', salt: stored.salt?.toString('base64') ?? '' };
  const details = toldDetails(evidence);
  return {
    index,
    kind,
    action: action ?? kind,
    occurred_at: occurredAt ?? '',
    recorded_at: recordedAt ?? null,
    facts: evidence.kind === 'consent' ? withoutCommitments(payload) : withoutPeople(payload),
    notices,
    leaf: stored.entry.toString('ascii'),
    leaf_hash: stored.hash.toString('base64'),
    ...(!isLeftOut && opening),
    ...(details && { details }),
  };
}

/** The role stays: it is what tells a resident who looks at their records. */
function withoutPeople(payload: JsonObject): JsonObject {
  const told = Object.entries(payload).filter(([name]) => !NOT_TOLD.some((hidden) => hidden === name));
  return { ...Object.fromEntries(told), ...(Object.hasOwn(payload, 'auditor') && { role: 'auditor' }) };
}
