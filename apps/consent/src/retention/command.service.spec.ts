import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import { count } from '../ledger.testing.ts';
import { payloads, pendingOf } from '../messages.testing.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const COMMAND = join(ROOT, 'dist', 'apps', 'consent', 'src', 'retention.js');
let consent: RunningConsent;

/** Long ago by any clock, since the command has the machine's. */
beforeAll(async () => {
  consent = await openConsent();
  consent.clock.set('2020-01-02T15:00:00.000Z');
  const withdrew = payloads.withdrew({ occurredAt: '2020-01-02T14:00:00.000Z' });
  await addPending(consent.dataSource.manager, pendingOf(withdrew), 'normal');
  await consent.sequence();
});
afterAll(() => consent.stop());

/** The built command as an operator runs it, with the settings that the service has. */
async function run(...given: string[]): Promise<string> {
  const { settings, database } = consent;
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    DATABASE_URL: database.urls.consent,
    REDIS_URL: settings.redisUrl,
    PUBLIC_URL: settings.publicUrl,
    CITY_FOLDER: settings.cityFolder,
    MESSAGE_KEY: String(settings.messageKey),
    SESSION_KEY: String(settings.sessionKey),
    ADDRESS_KEY: String(settings.addressKey),
    RECEIPT_KEYS: String(settings.receiptKeys),
    LEDGER_ORIGIN: settings.ledgerOrigin,
    LEDGER_KEY: String(settings.ledgerKey),
    SIGNER_FOLDER: settings.signerFolder,
    OIDC_ISSUER: settings.oidcIssuer,
    OIDC_CLIENT_ID: settings.oidcClientId,
    OIDC_CLIENT_SECRET: settings.oidcClientSecret,
    LOG_LEVEL: 'silent',
  };
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...given], { env, cwd: ROOT });
  return stdout;
}

describe('PROOF-5: the command retention', () => {
  it('says what is due and changes nothing; with --apply it deletes that, once', async () => {
    const due = '0 unconfirmed, 1 ended record(s); 0 address, 1 client_address, 1 user_agent detail(s)\n';
    expect(await run()).toBe(`to delete: ${due}`);
    expect(await count(consent, 'details')).toBe(2);
    // The record goes first, and takes its details with it.
    expect(await run('--apply')).toMatch(
      /^deleted: 0 unconfirmed, 1 ended record\(s\); 0 address, 0 client_address/,
    );
    expect(await count(consent, 'details')).toBe(0);
    expect(await run()).toMatch(
      /^to delete: 0 unconfirmed, 0 ended record\(s\); 0 address, 0 client_address/,
    );
  }, 180_000);
});
