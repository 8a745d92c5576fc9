import { BYTE_ORDER_MARK, csvRow } from './csv.ts';
import { deletedWords } from './deleted-words.ts';
import type { Evidence } from './evidence.ts';

type Cell = string | number | undefined;

/** What each column shows. Names never change: auditors build on them. */
const columns: Record<string, (evidence: Evidence) => Cell> = {
  index: ({ index }) => index,
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
  action: ({ action }) => action,
  address: (evidence) => evidence.address ?? deletedWords(evidence, 'address'),
  topics: ({ topics }) => topics.join(' '),
  occurred_at: ({ occurredAt }) => occurredAt,
  recorded_at: ({ recordedAt }) => recordedAt,
  control: ({ payload }) => text(payload?.manner.control),
  page: ({ payload }) => text(payload?.manner.page),
  client_address: (evidence) =>
    text(evidence.payload?.manner.client_address) ?? deletedWords(evidence, 'client_address'),
  user_agent: (evidence) => text(evidence.payload?.manner.user_agent) ?? deletedWords(evidence, 'user_agent'),
  seconds_since_asked: ({ payload }) => number(payload?.seconds_since_asked),
  touches: ({ payload }) => number(payload?.touches),
  deadline: ({ payload }) => text(payload?.deadline),
  event_id: ({ payload, act }) => (payload ?? act)?.event_id,
  resident_id: ({ payload, act }) => text((payload ?? act)?.resident_id),
  request_id: ({ payload }) => text(payload?.request_id),
  notice_sha256: ({ notices }) => notices.map(({ sha256 }) => sha256).join(' '),
  notice_language: ({ notices }) => notices.map(({ language }) => language ?? '').join(' '),
  notice_words: ({ notices }) => notices.map((notice) => notice.text ?? '').join('\n\n'),
  leaf_hash: ({ stored }) => stored.hash.toString('base64'),
};

export function csvHead(): string {
  return BYTE_ORDER_MARK + csvRow(Object.keys(columns));
}

export function csvLine(evidence: Evidence): string {
  return csvRow(Object.values(columns).map((show) => show(evidence)));
}

/** Members that only some actions have. */
function text(member: unknown): string | undefined {
  return typeof member === 'string' ? member : undefined;
}

function number(member: unknown): number | undefined {
  return typeof member === 'number' ? member : undefined;
}
