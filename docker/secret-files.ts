import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecrets, type Secrets } from '../tools/secrets.ts';

/** Files that only a person can fill: the OpenID provider draws these secrets. */
export const CLIENT_SECRETS = ['staff_client_secret', 'audit_client_secret'];

/**
 * Writes what compose.yaml mounts into `folder`, unless it is there: what was sealed or linked yesterday must open today, and
 * a relay that somebody wrote into `smtp_url` stays.
 * @returns names of the files that are still missing.
 */
export function writeSecretFiles(folder: string): string[] {
  chmodSync(folder, 0o700);
  const files = secretFiles(keptSecrets(join(folder, 'secrets.json')));
  for (const [name, text] of Object.entries(files)) {
    if (isMissing(folder, name)) writeFileSync(join(folder, name), `${text}\n`, { mode: 0o400 });
  }
  const names = [...Object.keys(files), ...CLIENT_SECRETS];
  // Compose mounts a file with the owner and rights that it has here, and each image has a user of its own. So everybody may
  // read the files, and the folder can be entered by its owner alone.
  for (const name of names) if (!isMissing(folder, name)) chmodSync(join(folder, name), 0o444);
  return names.filter((name) => isMissing(folder, name));
}

function secretFiles(secrets: Secrets): Record<string, string> {
  const database = (user: string, password: string) => `postgres://${user}:${password}@postgres:5432/tidings`;
  return {
    owner_password: secrets.OWNER_PASSWORD,
    database_owner_url: database('tidings', secrets.OWNER_PASSWORD),
    subscription_database_url: database('subscription', secrets.SUBSCRIPTION_PASSWORD),
    consent_database_url: database('consent', secrets.CONSENT_PASSWORD),
    notification_database_url: database('notification', secrets.NOTIFICATION_PASSWORD),
    redis_password: secrets.REDIS_PASSWORD,
    redis_url: `redis://:${secrets.REDIS_PASSWORD}@redis:6379`,
    message_key: secrets.MESSAGE_KEY,
    address_key: secrets.ADDRESS_KEY,
    link_keys: secrets.LINK_KEYS,
    receipt_keys: secrets.RECEIPT_KEYS,
    form_key: secrets.FORM_KEY,
    session_key: secrets.SESSION_KEY,
    ledger_key: secrets.LEDGER_KEY,
    // The mail catcher, in plain text: the network between the two is this machine's own.
    smtp_url: 'smtp://mail:1025?tls=none',
    // Empty: the relay signs. `npm run dkim:keygen` makes keys.
    dkim_keys: '',
  };
}

function isMissing(folder: string, name: string): boolean {
  return !existsSync(join(folder, name));
}
