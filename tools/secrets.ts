import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DATA, type Service } from './project.ts';

/** Settings that hold keys: 32 octets in base64 each. */
const KEYS = [
  'MESSAGE_KEY',
  'ADDRESS_KEY',
  'LINK_KEYS',
  'RECEIPT_KEYS',
  'FORM_KEY',
  'SESSION_KEY',
  'LEDGER_KEY',
] as const;
/** Passwords and client secrets: without characters that mean something in a URL. */
const PASSWORDS = [
  'OWNER_PASSWORD',
  'SUBSCRIPTION_PASSWORD',
  'CONSENT_PASSWORD',
  'NOTIFICATION_PASSWORD',
  'REDIS_PASSWORD',
  'OIDC_CLIENT_SECRET',
] as const;

export type Secrets = Record<(typeof KEYS)[number] | (typeof PASSWORDS)[number], string>;

/** What is drawn once for this folder and kept: what was sealed or linked yesterday must open today. */
export function keptSecrets(file = join(DATA, 'secrets.json')): Secrets {
  const kept = read(file);
  const secrets = { ...drawSecrets(), ...kept };
  if (Object.keys(secrets).length > Object.keys(kept).length) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

export function drawSecrets(): Secrets {
  const keys = KEYS.map((name) => [name, randomBytes(32).toString('base64')]);
  const passwords = PASSWORDS.map((name) => [name, randomBytes(24).toString('base64url')]);
  return Object.fromEntries([...keys, ...passwords]) as Secrets;
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

export function rolePasswords(secrets: Secrets): Record<Service, string> {
  return {
    subscription: secrets.SUBSCRIPTION_PASSWORD,
    consent: secrets.CONSENT_PASSWORD,
    notification: secrets.NOTIFICATION_PASSWORD,
  };
}
