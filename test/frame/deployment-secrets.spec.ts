import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from '#libs/settings';
import { CLIENT_SECRETS } from '../../docker/secret-files.ts';
import { ROOT } from '../../tools/project.ts';
import { COMPOSE, programsOf, readCompose } from './deployment-compose.testing.ts';
import { imageEnvironment } from './deployment-image.testing.ts';
import { SETTINGS } from './settings.testing.ts';

const compose = readCompose(COMPOSE);

/** What an operator types. @returns what it says. */
function makeSecrets(folder: string): string {
  return execFileSync(process.execPath, [join(ROOT, 'docker', 'make-secrets.ts'), folder], {
    encoding: 'utf8',
  });
}

describe('the secrets of compose', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidings-secrets-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();

  it('are the files that compose mounts, but for those that the provider gives', () => {
    const words = makeSecrets(folder);
    for (const name of CLIENT_SECRETS) expect(words).toContain(`Still missing: ${join(folder, name)}`);
    const written = readdirSync(folder).filter((name) => name !== 'secrets.json');
    expect([...written, ...CLIENT_SECRETS].sort()).toEqual(Object.keys(compose.secrets).sort());
  });

  it('let every service start', () => {
    makeSecrets(folder);
    for (const name of CLIENT_SECRETS) writeFileSync(join(folder, name), 'given by the provider');
    const services = programsOf(compose).filter(({ command }) => command === 'main');
    for (const { service, environment } of services) {
      const here = Object.entries(environment).map(([name, value]) => [
        name,
        value.replace('/run/secrets', folder),
      ]);
      const settings = { ...imageEnvironment(), ...Object.fromEntries(here) };
      expect(() => loadSettings(SETTINGS[service], settings)).not.toThrow();
    }
    expect(services).toHaveLength(3);
  });

  it('stay what they are when they are written again: what was sealed yesterday must open today', () => {
    makeSecrets(folder);
    const before = read('message_key');
    chmodSync(join(folder, 'smtp_url'), 0o600);
    writeFileSync(join(folder, 'smtp_url'), 'smtps://relay.example.ca');
    rmSync(join(folder, 'redis_url'));
    makeSecrets(folder);
    expect(read('message_key')).toBe(before);
    expect(read('smtp_url')).toBe('smtps://relay.example.ca');
    expect(read('redis_url')).toContain(read('redis_password'));
  });

  it('can be read by the users of the containers, and by nobody else of this machine', () => {
    makeSecrets(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'message_key')).mode & 0o777).toBe(0o444);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });
});
