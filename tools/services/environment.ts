import { join } from 'node:path';
import { asRole } from '../postgres/prepare-database.ts';
import { ROOT, type Service } from '../project.ts';
import { rolePasswords, type Secrets } from '../secrets.ts';

/** What the three services of one installation have in common. */
export interface Corridor {
  publicUrl: string;
  /** The database, signed in as its owner. */
  ownerUrl: string;
  redisUrl: string;
  smtpUrl: string;
  issuer: string;
  /** Who gets the ledger's checkpoints when nobody is named: only where no mail can leave this machine. */
  holders?: string;
  /** Where the ledger's signer remembers what it signed: as old as the database, and in no copy of it. */
  signerFolder: string;
  secrets: Secrets;
}

/**
 * The environment of one service. What `given` says already wins, so that any setting can be tried by hand; what decides how
 * the parts find each other does not.
 */
export function serviceEnvironment(
  service: Service,
  port: number,
  corridor: Corridor,
  given: NodeJS.ProcessEnv,
) {
  const { publicUrl, ownerUrl, redisUrl, secrets } = corridor;
  const chosen: NodeJS.ProcessEnv = {};
  const offered = {
    NODE_ENV: 'development',
    CITY_FOLDER: cityFolder(given),
    MESSAGE_KEY: secrets.MESSAGE_KEY,
    ...own(service, corridor),
  };
  for (const [name, value] of Object.entries(offered)) {
    if (!given[name] && !given[`${name}_FILE`]) chosen[name] = value;
  }
  return {
    ...given,
    ...chosen,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATABASE_URL: asRole(ownerUrl, service, rolePasswords(secrets)[service]),
    REDIS_URL: redisUrl,
    TRUSTED_PROXIES: '127.0.0.1',
  };
}

/** The demonstration city, unless another is given. */
export function cityFolder(given: NodeJS.ProcessEnv): string {
  return given.CITY_FOLDER || join(ROOT, 'seed', 'toronto');
}

/** Each service gets the keys that it needs and no others. */
function own(
  service: Service,
  { smtpUrl, issuer, holders, signerFolder, secrets }: Corridor,
): NodeJS.ProcessEnv {
  const { ADDRESS_KEY, LINK_KEYS, RECEIPT_KEYS, FORM_KEY, SESSION_KEY } = secrets;
  const signIn = { SESSION_KEY, OIDC_ISSUER: issuer, OIDC_CLIENT_SECRET: secrets.OIDC_CLIENT_SECRET };
  switch (service) {
    case 'subscription':
      return { ADDRESS_KEY, LINK_KEYS, FORM_KEY, SESSION_KEY };
    case 'consent':
      return {
        // Part of the log itself: it stays when the demonstration moves to another port.
        LEDGER_ORIGIN: 'tidings.localhost/demonstration',
        LEDGER_KEY: secrets.LEDGER_KEY,
        SIGNER_FOLDER: signerFolder,
        ERASURE_JOURNAL_FILE: join(signerFolder, 'erasures.ndjson'),
        ADDRESS_KEY,
        RECEIPT_KEYS,
        ...signIn,
        OIDC_CLIENT_ID: 'tidings-audit',
      };
    case 'notification':
      return {
        LINK_KEYS,
        SMTP_URL: smtpUrl,
        MAIL_FROM: 'updates@example.ca',
        CHECKPOINT_HOLDERS: holders,
        ...signIn,
        OIDC_CLIENT_ID: 'tidings-staff',
      };
  }
}
