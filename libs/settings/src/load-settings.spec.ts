import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsError } from './load-settings.ts';
import { ServiceSettings } from './service-settings.ts';

const sound = {
  PORT: '8081',
  DATABASE_URL: 'postgres://subscription:secret@127.0.0.1:5432/tidings',
  REDIS_URL: 'redis://127.0.0.1:6379',
  MESSAGE_KEY: Buffer.alloc(32, 1).toString('base64'),
};

function complaints(environment: NodeJS.ProcessEnv): string[] {
  try {
    loadSettings(ServiceSettings, environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.complaints;
    throw error;
  }
}

describe('settings', () => {
  it('reads numbers, lists and defaults', () => {
    const settings = loadSettings(ServiceSettings, {
      ...sound,
      TRUSTED_PROXIES: '10.0.0.1, 10.0.0.0/8, 2001:db8::/32',
    });
    expect(settings).toMatchObject({
      port: 8081,
      trustedProxies: ['10.0.0.1', '10.0.0.0/8', '2001:db8::/32'],
      publicUrl: 'http://localhost:8080',
      republishSeconds: 30,
    });
  });

  it('names every setting that is missing, and what it should be', () => {
    expect(complaints({})).toEqual([
      'PORT is missing: it should be a free port between 0 and 65535',
      "DATABASE_URL is missing: it should be postgres://…, signed in as this service's own role",
      'REDIS_URL is missing: it should be redis://… or rediss://…',
      expect.stringMatching(/^MESSAGE_KEY is missing/),
    ]);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'somewhere'],
    ['PUBLIC_URL', 'https://updates.example.ca/'],
    ['DATABASE_URL', 'mysql://a:b@c/d'],
    ['REDIS_URL', 'localhost'],
    ['MESSAGE_KEY', 'short'],
    ['MESSAGE_KEY', `${sound.MESSAGE_KEY},${sound.MESSAGE_KEY}`],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
    ['TRUSTED_PROXIES', 'everyone'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '::/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/7'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '999.0.0.1'],
    ['TRUSTED_PROXIES', '10.0.0.1,,10.0.0.2'],
    ['REPUBLISH_SECONDS', '0'],
  ])('refuses %s=%s by its name and without showing the value', (name, value) => {
    const [complaint, ...more] = complaints({ ...sound, [name]: value });
    expect(complaint).toMatch(new RegExp(`^${name} is wrong: it should be `));
    expect(complaint).not.toContain(value);
    expect(more).toEqual([]);
  });

  it('takes a secret from a file, and says when the file is not there', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tidings-')), 'key');
    writeFileSync(file, `${sound.MESSAGE_KEY}\n`);
    const { MESSAGE_KEY: key, ...rest } = sound;
    expect(loadSettings(ServiceSettings, { ...rest, MESSAGE_KEY_FILE: file }).messageKey).toEqual([key]);
    writeFileSync(file, '\n');
    expect(complaints({ ...rest, MESSAGE_KEY_FILE: file })).toEqual([
      expect.stringMatching(/^MESSAGE_KEY is missing/),
    ]);
    expect(complaints({ ...rest, MESSAGE_KEY_FILE: '/nowhere' })).toEqual([
      'MESSAGE_KEY_FILE is wrong: it should be a file that can be read',
    ]);
  });

  it('takes only secrets from files', () => {
    expect(complaints({ ...sound, PORT: '', PORT_FILE: '/etc/hostname' })).toHaveLength(1);
  });

  it('cannot be changed afterwards', () => {
    const settings = loadSettings(ServiceSettings, sound);
    expect(() => Object.assign(settings, { port: 1 })).toThrow(TypeError);
  });
});
