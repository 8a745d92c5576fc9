import { parseLeaf } from '#libs/tlog';
import { type Detail, type DetailKind, openDetails } from '../details/detail.ts';
import type { Deletion } from '../details/details.query.ts';
import type { NoticeEntity } from '../intake/notice.entity.ts';
import { type ActPayload, residentOf } from '../ledger/act-payload.ts';
import { addressOf, type ConsentPayload, readPayload } from '../ledger/consent-payload.ts';
import type { StoredEntry } from './entries.query.ts';

export interface NoticeWords {
  sha256: string;
  language?: string;
  /** Absent when *subscription* never published words of this hash. */
  text?: string;
}

/** One entry of the ledger as people and programs read it: what happened, and the words that were shown. */
export interface Evidence {
  index: number;
  kind: StoredEntry['kind'];
  /** `open`: payload and salt are here. `public`: the leaf says all. `erased`: only the commitment is left. */
  status: 'open' | 'public' | 'erased';
  /** What people call it: of a consent event its action, else the kind. */
  sort: string;
  action?: string;
  address?: string;
  topics: string[];
  occurredAt?: string;
  recordedAt?: string;
  notices: NoticeWords[];
  /** Details that are there, each with what opens its commitment. */
  details: readonly Detail[];
  /** Details that were deleted before their entry, each with the rule that says so. */
  deleted: Partial<Record<DetailKind, Deletion>>;
  /** Of a consent event, with the details that are there. */
  payload?: ConsentPayload;
  /** Of what the city did. */
  act?: ActPayload;
  stored: StoredEntry;
}

/** What lies beside an entry: the details that are there, and what became of the others. */
export interface BesideEntry {
  details: readonly Detail[];
  deleted: Partial<Record<DetailKind, Deletion>>;
}

/** Reads a stored entry. Of its notices it knows only the hashes. */
export function readEvidence(
  stored: StoredEntry,
  beside: BesideEntry = { details: [], deleted: {} },
): Evidence {
  const { index, kind } = stored;
  const common = { index, kind, stored, sort: kind, topics: [], notices: [], ...beside };
  if (kind === 'notice') {
    return { ...common, status: 'public', notices: [{ sha256: String(parseLeaf(stored.entry).sha256) }] };
  }
  if (kind === 'genesis') return { ...common, status: 'public' };
  if (stored.payload === null) return { ...common, status: 'erased' };
  const recorded = stored.recordedAt && { recordedAt: stored.recordedAt.toISOString() };
  if (kind !== 'consent') return { ...common, ...recorded, ...readAct(stored.payload, stored.address) };
  const payload = openDetails(readPayload(stored.payload), beside.details);
  const address = addressOf(payload) ?? stored.address ?? undefined;
  const hashes = new Set(payload.topics.map(({ notice }) => notice));
  return {
    ...common,
    status: 'open',
    sort: payload.action,
    action: payload.action,
    ...(address !== undefined && { address }),
    topics: payload.topics.map(({ topic }) => topic),
    notices: [...hashes].map((sha256) => ({ sha256 })),
    occurredAt: payload.occurred_at,
    ...recorded,
    payload,
  };
}

function readAct(json: string, address: string | null) {
  const act = JSON.parse(json) as ActPayload;
  return {
    status: 'open',
    action: act.action,
    ...(address !== null && residentOf(act) !== undefined && { address }),
    occurredAt: act.occurred_at,
    act,
  } as const;
}

/** @param notices by hash, those that are known. */
export function withWords(evidence: Evidence, notices: ReadonlyMap<string, NoticeEntity>): Evidence {
  const words = evidence.notices.map(({ sha256 }) => {
    const notice = notices.get(sha256);
    return { sha256, ...(notice && { language: notice.language, text: notice.text }) };
  });
  return { ...evidence, notices: words };
}
