import { encodeCanonicalJson, type JsonObject } from '#libs/tlog';
import { type Detail, openingsOf } from '../details/detail.ts';

/**
 * One entry of the log in `records.ndjson`. `open`: payload and salt are here. `public`: the leaf says all. `erased`: the
 * opening is gone, and an `erase` entry says so. `omitted` entries have no line.
 */
export interface PackageRecord {
  index: number;
  kind: string;
  status: 'open' | 'public' | 'erased';
  entry: Buffer;
  /** The text that the leaf commits to, octet for octet. */
  payload?: string;
  salt?: Buffer;
  /** What opens the commitments inside the payload, as far as it is there, by kind. */
  details?: readonly Detail[];
}

export function recordLine({ index, status, entry, payload, salt, details }: PackageRecord): string {
  const opening: JsonObject = payload !== undefined && salt ? { payload, salt: salt.toString('base64') } : {};
  return `${encodeCanonicalJson({ index, leaf: entry.toString('ascii'), status, ...opening, ...opened(details) })}\n`;
}

function opened(details: readonly Detail[] = []): JsonObject {
  return details.length === 0 ? {} : { details: openingsOf(details) };
}
