import { parseLeaf } from '#libs/tlog';
import type { NoticeEntity } from '../intake/notice.entity.ts';
import { type ConsentPayload, readPayload } from '../ledger/consent-payload.ts';
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
  action?: ConsentPayload['action'];
  address?: string;
  topics: string[];
  occurredAt?: string;
  recordedAt?: string;
  notices: NoticeWords[];
  payload?: ConsentPayload;
  stored: StoredEntry;
}

/** @param notices by hash, those that the entry names. */
export function evidenceOf(stored: StoredEntry, notices: ReadonlyMap<string, NoticeEntity>): Evidence {
  const { index, kind } = stored;
  const words = [...new Set(noticeHashes(stored))].map((sha256) => wordsOf(sha256, notices));
  const common = { index, kind, notices: words, stored, topics: [] };
  if (kind !== 'consent') return { ...common, status: 'public' };
  if (stored.payload === null) return { ...common, status: 'erased' };
  const payload = readPayload(stored.payload);
  const address = 'address' in payload ? String(payload.address) : (stored.address ?? undefined);
  return {
    ...common,
    status: 'open',
    action: payload.action,
    ...(address !== undefined && { address }),
    topics: payload.topics.map(({ topic }) => topic),
    occurredAt: payload.occurred_at,
    ...(stored.recordedAt && { recordedAt: stored.recordedAt.toISOString() }),
    payload,
  };
}

/** The words that an entry is about. */
export function noticeHashes({ kind, entry, payload }: StoredEntry): string[] {
  if (kind === 'notice') return [String(parseLeaf(entry).sha256)];
  return payload === null ? [] : readPayload(payload).topics.map(({ notice }) => notice);
}

function wordsOf(sha256: string, notices: ReadonlyMap<string, NoticeEntity>): NoticeWords {
  const notice = notices.get(sha256);
  return { sha256, ...(notice && { language: notice.language, text: notice.text }) };
}
