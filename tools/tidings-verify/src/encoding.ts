export type Json = string | number | boolean | null | Json[] | JsonFields;
export interface JsonFields {
  [name: string]: Json;
}

const DEPTH_MAX = 32;

/** Only the one spelling with padding and without stray bits; anything else gives nothing. */
export function fromBase64(text: unknown, bytes?: number): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) return undefined;
  return bytes === undefined || decoded.length === bytes ? decoded : undefined;
}

/** A whole number without sign or leading zeros. */
export function fromDecimal(text: string | undefined): number | undefined {
  const number = /^(0|[1-9][0-9]{0,15})$/.test(text ?? '') ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Reads an object in canonical JSON: sorted members, no spaces, ASCII. Any other spelling gives nothing. */
export function fromCanonical(text: string): JsonFields | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isFields(value) && (isWrittenAgain(value, text) || canonical(value, 0) === text)
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is sorted and what JSON.stringify writes again is canonical. That takes a third of the time of spelling it out, and
 * is a third of all work on a record; what it cannot tell, `canonical` decides.
 */
function isWrittenAgain(value: Json, text: string): boolean {
  return isSorted(value, 0) && escaped(JSON.stringify(value)) === text;
}

/** Whether members come in their order, and all numbers are whole. */
function isSorted(value: Json, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEPTH_MAX) return false;
  if (Array.isArray(value)) return value.every((item) => isSorted(item, depth + 1));
  let before: string | undefined;
  for (const name in value) {
    if (before !== undefined && before >= name) return false;
    if (!isSorted(value[name] as Json, depth + 1)) return false;
    before = name;
  }
  return true;
}

/** In canonical JSON: all of it is ASCII, so that no terminal takes a part of it for a command. */
export function toCanonical(fields: JsonFields): string {
  return canonical(fields, 0);
}

export function isFields(value: Json | undefined): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: Json, depth: number): string {
  if (depth > DEPTH_MAX) throw new RangeError('too deep');
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number');
    return String(value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${quoted(name)}:${canonical(value[name] as Json, depth + 1)}`);
  return `{${members.join(',')}}`;
}

function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

function escaped(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
