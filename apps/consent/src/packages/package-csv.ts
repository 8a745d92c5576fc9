import type { JsonObject, JsonValue } from '#libs/tlog';
import { BYTE_ORDER_MARK, csvRow } from '../evidence/csv.ts';

type Row = Record<string, JsonValue | undefined>;

/**
 * `records.csv` follows from `records.ndjson` alone, one row for each line: the verifier makes it again. What a column shows
 * stands in docs/verify.md; names and rules never change, since packages are kept for years.
 */
const columns: Record<string, (line: Row, leaf: Row, payload: Row) => JsonValue | undefined> = {
  index: (line) => line.index,
  kind: (_, leaf) => leaf.k,
  status: (line) => line.status,
  action: (_, __, payload) => payload.action,
  occurred_at: (_, __, payload) => payload.occurred_at,
  address: (line, _, payload) => detail(line, payload as JsonObject, 'address'),
  topics: (_, __, payload) => listed(payload, 'topic'),
  topic_versions: (_, __, payload) => listed(payload, 'topic_version'),
  purposes: (_, __, payload) => listed(payload, 'purpose', '; '),
  notices: (_, leaf, payload) => leaf.sha256 ?? listed(payload, 'notice'),
  notice_languages: (_, __, payload) => listed(payload, 'notice_language'),
  control: (_, __, payload) => member(payload.manner, 'control'),
  page: (_, __, payload) => member(payload.manner, 'page'),
  client_address: (line, _, payload) => detail(line, payload.manner, 'client_address'),
  user_agent: (line, _, payload) => detail(line, payload.manner, 'user_agent'),
  seconds_since_asked: (_, __, payload) => payload.seconds_since_asked,
  touches: (_, __, payload) => payload.touches,
  deadline: (_, __, payload) => payload.deadline,
  event_id: (_, __, payload) => payload.event_id,
  resident_id: (_, __, payload) => payload.resident_id,
  request_id: (_, __, payload) => payload.request_id,
};

export function packageCsvHead(): string {
  return BYTE_ORDER_MARK + csvRow(Object.keys(columns));
}

export function packageCsvLine(line: string): string {
  const fields = JSON.parse(line) as Row;
  const leaf = JSON.parse(String(fields.leaf)) as Row;
  const payload = typeof fields.payload === 'string' ? (JSON.parse(fields.payload) as Row) : {};
  return csvRow(Object.values(columns).map((show) => cell(show(fields, leaf, payload))));
}

function listed(payload: Row, name: string, separator = ' '): string | undefined {
  if (!Array.isArray(payload.topics)) return undefined;
  return payload.topics.map((topic: JsonValue) => cell(member(topic, name)) ?? '').join(separator);
}

/** Once a detail is gone by its rule, the commitment alone is left: an `erase` entry says when, and by which rule. */
function detail(line: Row, members: JsonValue | undefined, kind: string): JsonValue | undefined {
  const plain = member(members, kind) ?? member(member(line.details, kind), 'value');
  return plain ?? (member(members, `${kind}_c`) === undefined ? undefined : 'deleted');
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject)[name] : undefined;
}

function cell(value: JsonValue | undefined): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
