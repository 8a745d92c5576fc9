import { encodeCanonicalJson, type JsonObject } from '#libs/tlog';

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
}

export function recordLine({ index, status, entry, payload, salt }: PackageRecord): string {
  const opening: JsonObject = payload !== undefined && salt ? { payload, salt: salt.toString('base64') } : {};
  return `${encodeCanonicalJson({ index, leaf: entry.toString('ascii'), status, ...opening })}\n`;
}
