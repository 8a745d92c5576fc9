import { ValidateBy, type ValidationArguments } from 'class-validator';
import { domainOf } from '#libs/addresses';
import { type DkimKey, DkimSigner, readKey } from '#libs/dkim';
import { SettingsError } from '#libs/settings';

interface SigningSettings {
  mailFrom: string;
  dkimKeys: readonly string[];
}

/**
 * Each entry is a key that `readKey` takes, for the domain of MAIL_FROM or one above it, because DMARC compares them, and no
 * name is there twice. One is of RSA: few receivers know Ed25519 (RFC 8463).
 */
export function DkimKeyList(): PropertyDecorator {
  return ValidateBy({
    name: 'dkimKeyList',
    validator: {
      validate: (entries: unknown, given?: ValidationArguments) =>
        Array.isArray(entries) &&
        isSound(entries.map(String), String(Reflect.get(given?.object ?? {}, 'mailFrom'))),
    },
  });
}

/**
 * Signs and verifies a probe, so that the service starts with keys that sign, or without keys, or not at all (MAIL-5).
 * @throws SettingsError
 */
export async function signerOf({ dkimKeys }: SigningSettings, now: Date): Promise<DkimSigner> {
  try {
    return await DkimSigner.open(dkimKeys.map(readKey), now);
  } catch {
    throw new SettingsError(['DKIM_KEYS is wrong: a mail that was signed with it does not hold']);
  }
}

function isSound(entries: readonly string[], mailFrom: string): boolean {
  const keys = keysOf(entries);
  if (!keys) return false;
  if (keys.length === 0) return true;
  const domain = domainOf(mailFrom);
  const names = new Set(keys.map((key) => `${key.selector}.${key.domain}`));
  return (
    names.size === keys.length &&
    keys.some(({ algorithm }) => algorithm === 'rsa-sha256') &&
    keys.every((key) => domain === key.domain || domain.endsWith(`.${key.domain}`))
  );
}

function keysOf(entries: readonly string[]): DkimKey[] | undefined {
  try {
    return entries.map(readKey);
  } catch {
    return undefined;
  }
}
