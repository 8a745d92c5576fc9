import { encodeCanonicalJson, type JsonObject, parseCanonicalJson } from './canonical-json.ts';
import { TlogError } from './tlog-error.ts';

/** Longest leaf of our log, in bytes. */
export const LEAF_MAX_BYTES = 1024;

/**
 * Returns the bytes of a leaf, which are the log's entry: canonical JSON, thus ASCII. What it may say is for the
 * ledger to decide; a leaf stays for ever, so never anything about a resident but a commitment.
 * @throws TlogError `bad-leaf` beyond 1,024 bytes, `bad-json`
 */
export function encodeLeaf(fields: JsonObject): Buffer {
  const leaf = Buffer.from(encodeCanonicalJson(fields), 'latin1');
  if (leaf.length > LEAF_MAX_BYTES) throw new TlogError('bad-leaf');
  return leaf;
}

/**
 * Reads the bytes of a leaf.
 * @throws TlogError `bad-leaf` when they are more than 1,024 or no object; `bad-json` or `bad-text` when not canonical
 */
export function parseLeaf(entry: Uint8Array): JsonObject {
  if (entry.length > LEAF_MAX_BYTES) throw new TlogError('bad-leaf');
  const fields = parseCanonicalJson(entry);
  if (!isObject(fields)) throw new TlogError('bad-leaf');
  return fields;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
