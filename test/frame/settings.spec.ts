import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '#libs/settings';
import { ROOT, SERVICES, type Service } from '../../tools/project.ts';
import { drawSecrets } from '../../tools/secrets.ts';
import { serviceEnvironment } from '../../tools/services/environment.ts';
import { readStartSettings } from '../../tools/start/settings.ts';
import { SETTINGS } from './settings.testing.ts';
import { readExample, secretNames, wantedEntries } from './settings-example.testing.ts';

const EXAMPLE = readFileSync(join(ROOT, '.env.example'), 'utf8');

const corridor = {
  publicUrl: 'http://localhost:8080',
  ownerUrl: 'postgres://owner:secret@127.0.0.1:15432/tidings',
  redisUrl: 'redis://127.0.0.1:16379',
  smtpUrl: 'smtp://127.0.0.1:1025',
  issuer: 'http://localhost:8081',
  signerFolder: '/signer',
  secrets: drawSecrets(),
};

/** What is in one and not in the other, one line each. */
function differences(text: string): string[] {
  const shown = readExample(text).map(({ section, is, line }) => `${section}: ${line} (${is})`);
  const wanted = wantedEntries().map(({ section, is, line }) => `${section}: ${line} (${is})`);
  return [
    ...wanted.filter((entry) => !shown.includes(entry)).map((entry) => `lacks ${entry}`),
    ...shown.filter((entry) => !wanted.includes(entry)).map((entry) => `has ${entry}`),
    ...shown.filter((entry, position) => shown.indexOf(entry) < position).map((entry) => `repeats ${entry}`),
  ];
}

describe('.env.example', () => {
  it('lists every setting once, with what it should be, its default and who reads it', () => {
    expect(differences(EXAMPLE)).toEqual([]);
  });

  it.each([
    [
      'a missing setting',
      '#LOG_LEVEL=info\n',
      '',
      'lacks subscription, consent, notification: #LOG_LEVEL=info',
    ],
    ['a misspelt setting', '#BATCH_SIZE', '#BATCHSIZE', 'lacks notification: #BATCH_SIZE=500'],
    ['a setting that nobody reads', '#BATCH_SIZE', '#OLD=1\n#BATCH_SIZE', 'has notification: #OLD=1'],
    ['an old default', 'DAYS=7', 'DAYS=8', 'lacks subscription: #REQUEST_EXPIRES_DAYS=7'],
    ['old words', 'a free port', 'a port', 'lacks subscription, consent, notification: PORT='],
    ['a wrong reader', '## consent\n', '## subscription\n', 'lacks consent: LEDGER_ORIGIN='],
    ['an old port', '#INBOX_PORT=1080', '#INBOX_PORT=1081', 'lacks npm start: #INBOX_PORT=1080'],
  ])('does not pass with %s', (_case, from, to, complaint) => {
    expect(differences(EXAMPLE.replace(from, to))).toContainEqual(expect.stringContaining(complaint));
  });

  it('shows no secret, and says how to give each', () => {
    const shown = readExample(EXAMPLE);
    for (const name of secretNames()) {
      expect(shown.find(({ line }) => line === `${name}=`)?.notes).toContain(`${name}_FILE`);
    }
  });

  it('says what npm start takes where there is no default', () => {
    const shown = readExample(EXAMPLE);
    for (const [service, name] of [
      ['consent', 'LEDGER_ORIGIN'],
      ['consent', 'OIDC_CLIENT_ID'],
      ['notification', 'OIDC_CLIENT_ID'],
      ['notification', 'MAIL_FROM'],
    ] as const) {
      const chosen: NodeJS.ProcessEnv = serviceEnvironment(service, 8082, corridor, {});
      expect(shown.find(({ line }) => line === `${name}=`)?.notes).toContain(chosen[name]);
    }
  });

  it.each([
    ['as it is', EXAMPLE],
    ['with every default set', EXAMPLE.replace(/^#(?=[A-Z_]+=)/gm, '')],
  ])('lets a developer who copies it to .env start %s', (_case, text) => {
    const given = parseEnv(text);
    expect(readStartSettings(given)).toEqual(readStartSettings({}));
    const read = (service: Service, environment: NodeJS.ProcessEnv) => {
      const chosen = serviceEnvironment(service, 8082, corridor, environment);
      const settings = loadSettings(SETTINGS[service], chosen);
      return { ...settings, cityFolder: resolve(ROOT, settings.cityFolder) };
    };
    for (const service of SERVICES) expect(read(service, given)).toEqual(read(service, {}));
  });
});
