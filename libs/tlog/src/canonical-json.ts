import { readText } from './encoding.ts';
import { TlogError } from './tlog-error.ts';

/** What canonical JSON can hold. Numbers are whole and safe: nobody agrees on how to write the others. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

// Deeper than any payload, and shallow enough that hostile input cannot exhaust the stack.
const DEPTH_MAX = 32;

/**
 * Returns the one spelling of a value: members sorted by UTF-16 code units, no spaces, and every character outside
 * printable ASCII escaped (`é` as `\u00e9`). The same as Python's `json.dumps` with `sort_keys` and the separators
 * `,` and `:`, so that an auditor can repeat it anywhere.
 * @throws TlogError `bad-json` for anything but plain JSON values, whole safe numbers and well-formed strings
 */
export function encodeCanonicalJson(value: JsonValue): string {
  return encodeValue(value, 0);
}

/**
 * Reads JSON that is in the canonical spelling; a repeated member, a space or another escape is refused, since two
 * spellings of one value would have two hashes.
 * @throws TlogError `bad-json` or `bad-text`
 */
export function parseCanonicalJson(json: string | Uint8Array): JsonValue {
  const text = readText(json);
  const value = parse(text);
  if (encodeCanonicalJson(value) !== text) throw new TlogError('bad-json');
  return value;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    // Not kept as the cause: V8 quotes the input in its message, and a payload is about a resident.
    throw new TlogError('bad-json');
  }
}

function encodeValue(value: JsonValue, depth: number): string {
  if (depth > DEPTH_MAX) throw new TlogError('bad-json', 'too deep');
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (isList(value)) return `[${Array.from(value, (item) => encodeValue(item, depth + 1)).join(',')}]`;
  return encodeObject(value, depth);
}

function encodeObject(value: JsonObject, depth: number): string {
  if (!isPlainObject(value)) throw new TlogError('bad-json');
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${encodeString(name)}:${encodeValue(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

function encodeString(text: string): string {
  if (!text.isWellFormed()) throw new TlogError('bad-json');
  const json = JSON.stringify(text);
  // Nearly every string is ASCII, and to look costs a fraction of replacing nothing.
  if (!/[^ -~]/.test(json)) return json;
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function encodeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TlogError('bad-json');
  return String(value);
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

// By shape and not by identity: an object from another realm has another Object.prototype.
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
