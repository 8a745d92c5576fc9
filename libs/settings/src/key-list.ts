import { ValidateBy } from 'class-validator';

/** Each entry is 32 octets in base64. The first key makes, all of them check, so that keys can be rotated. */
export function KeyList(): PropertyDecorator {
  return ValidateBy({
    name: 'keyList',
    validator: {
      validate: (keys: unknown) =>
        Array.isArray(keys) &&
        keys.length > 0 &&
        keys.every((key) => isKey(key)) &&
        new Set(keys).size === keys.length,
    },
  });
}

function isKey(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const octets = Buffer.from(text, 'base64');
  return octets.length === 32 && octets.toString('base64') === text;
}
