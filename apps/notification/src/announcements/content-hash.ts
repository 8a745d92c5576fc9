import { createHash } from 'node:crypto';

/** Everything that a release approves (MSG-2). */
export interface ReleasedContent {
  topic: string;
  /** The consultation that it invites to. */
  consultation: string | null;
  /** Subject and body by language. */
  texts: Record<string, { subject: string; body: string }>;
  /** Who writes, as the mail will name them. */
  sender: object;
  /** When it goes out; null: as soon as it is released. */
  sendAt: Date | null;
}

/** Who gets it. Part of the hash, so that another rule could not be put under a release that was given to this one. */
const AUDIENCE = 'everyone with a standing for the topic when the dispatch starts';

/** SHA-256, in 64 hexadecimal digits, over canonical JSON: one changed comma gives another one. */
export function contentHash(content: ReleasedContent): string {
  return createHash('sha256').update(approvedContent(content)).digest('hex');
}

/** The canonical JSON that the hash is of. */
export function approvedContent(content: ReleasedContent): string {
  const { topic, consultation, texts, sender, sendAt } = content;
  return canonicalJson({
    format: 'tidings release v1',
    audience: { rule: AUDIENCE, topic },
    consultation,
    texts,
    sender,
    sendAt: sendAt?.toISOString() ?? 'as soon as it is released',
  });
}

/** JSON whose keys are sorted, without spaces: the same value is always the same octets. [RFC 8785] */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(',')}}`;
}
