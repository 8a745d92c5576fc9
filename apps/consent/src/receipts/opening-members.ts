import { type JsonObject, type JsonValue, TlogError } from '#libs/tlog';

/** @throws TlogError `bad-json` */
export function asObject(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TlogError('bad-json');
  return value as JsonObject;
}

/** @throws TlogError `bad-json` */
export function asText(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TlogError('bad-json');
  return value;
}

/** 32 octets in the one spelling of base64. @throws TlogError `bad-salt` */
export function readSalt(text: string): Buffer {
  const salt = Buffer.from(text, 'base64');
  if (salt.length !== 32 || salt.toString('base64') !== text) throw new TlogError('bad-salt');
  return salt;
}
