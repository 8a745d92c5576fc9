import type { JsonObject, JsonValue } from '#libs/tlog';
import { type DetailKind, valuesIn } from '../details/detail.ts';

/** What a consent event says, for people. */
export interface ReceiptView {
  index: number;
  action: string;
  occurredAt: string | undefined;
  /** Without a value where the payload commits to one that is not there. */
  details: { kind: DetailKind; value: string | undefined }[];
  topics: {
    name: string;
    version: number | undefined;
    notice: string | undefined;
    language: string | undefined;
  }[];
}

/**
 * Takes out of a payload what people want to know. A receipt may be many years old, so what another version of the payload
 * does not have is left out, and nothing else is relied on.
 * @param payload with the details that are there under their plain names.
 */
export function viewOfPayload(index: number, payload: JsonObject): ReceiptView {
  const topics = Array.isArray(payload.topics) ? (payload.topics as JsonObject[]) : [];
  return {
    index,
    action: text(payload.action) ?? '',
    occurredAt: text(payload.occurred_at),
    details: valuesIn(payload).map(({ kind, value }) => ({ kind, value: text(value) })),
    topics: topics.map(({ topic, topic_version: version, purpose, notice, notice_language: language }) => ({
      name: text(purpose) ?? text(topic) ?? '',
      version: typeof version === 'number' ? version : undefined,
      notice: text(notice),
      language: text(language),
    })),
  };
}

/** An address that its owner knows again and nobody else learns, e.g. `r***@e***.ca` (PROOF-6). */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [local = '', domain = ''] = [address.slice(0, at), address.slice(at + 1)];
  const first = (part: string) => [...part].at(0) ?? '';
  return `${first(local)}***@${first(domain)}***${domain.slice(domain.lastIndexOf('.'))}`;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
