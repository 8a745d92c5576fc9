import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';
import { COMPOSE, programsOf, readCompose } from './deployment-compose.testing.ts';
import { sourceOf } from './deployment-image.testing.ts';
import { complaintsAbout } from './deployment-programs.testing.ts';

const compose = readCompose(COMPOSE);
const services = Object.entries(compose.services);

function complaintsOf(text: string): string[] {
  return programsOf(readCompose(text)).flatMap(complaintsAbout);
}

/** A copy with one thing changed wherever it stands. */
function doctored(from: string | RegExp, to: string): string {
  const copy = COMPOSE.replaceAll(from, to);
  if (copy === COMPOSE) throw new Error(`compose.yaml has no ${from}`);
  return copy;
}

describe('docker/compose.yaml', () => {
  it('gives each program every setting that it needs, and none that it does not know', () => {
    expect(programsOf(compose)).toHaveLength(8);
    expect(complaintsOf(COMPOSE)).toEqual([]);
  });

  it.each([
    ['a misspelt setting', 'MAIL_FROM:', 'MAIL_FORM:', 'MAIL_FORM is no setting of notification main'],
    ['a missing setting', /LEDGER_ORIGIN: .*\n/g, '\n', 'LEDGER_ORIGIN is missing'],
    ['a missing secret', /ADDRESS_KEY_FILE: .*\n/g, '\n', 'ADDRESS_KEY is missing'],
    ['a wrong value', ':-tidings-staff}', ':-}', 'OIDC_CLIENT_ID is missing'],
    ['an address that cannot be', ':-http://localhost:8080}', ':-localhost}', 'PUBLIC_URL is wrong'],
    [
      'a setting of another service',
      'OIDC_CLIENT_ID:',
      'FORM_KEY_FILE:',
      'FORM_KEY_FILE is no setting of consent',
    ],
    [
      'a secret in the open',
      'SMTP_URL_FILE: /run/secrets/smtp_url',
      'SMTP_URL: smtp://a',
      'SMTP_URL is a secret',
    ],
    [
      'a secret that is not mounted',
      /message_key,\s+session_key/g,
      'session_key',
      'message_key, which is not mounted',
    ],
    [
      'a secret too many',
      'redis_url, message_key, a',
      'redis_url, message_key, smtp_url, a',
      'smtp_url is mounted and',
    ],
    [
      'a city folder that is not there',
      'CITY_FOLDER: /city',
      'CITY_FOLDER: /town',
      '/town, which is not mounted',
    ],
    [
      'an owner where nobody migrates',
      'FORM_KEY_FILE:',
      'DATABASE_OWNER_URL_FILE:',
      'DATABASE_OWNER_URL_FILE is no',
    ],
  ])('is not let through with %s', (_case, from, to, complaint) => {
    expect(complaintsOf(doctored(from, to))).toContainEqual(expect.stringContaining(String(complaint)));
  });

  it('does not start without the provider where staff sign in, and says so', () => {
    expect(() => readCompose(COMPOSE, {})).toThrow(
      /^OIDC_ISSUER is missing: the address of the OpenID provider/,
    );
  });

  it('starts programs that there are, each from the image of its own service', () => {
    for (const [name, { image, command, build }] of services) {
      if (!image.startsWith('tidings-')) continue;
      expect({ name, image }).toEqual({ name, image: `tidings-${build?.args.SERVICE}` });
      if (command === undefined) continue;
      const source = sourceOf([command].flat().join(' '));
      expect(source).toContain(`apps/${build?.args.SERVICE}/`);
      expect({ name, there: existsSync(join(ROOT, String(source))) }).toEqual({ name, there: true });
    }
  });

  it('waits only for services that there are', () => {
    const awaited = services.flatMap(([, { depends_on }]) => Object.keys(depends_on ?? {}));
    expect(awaited.length).toBeGreaterThan(0);
    for (const name of awaited) expect(compose.services).toHaveProperty(name);
  });

  it('can be reached from this machine alone', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toHaveLength(3);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('ASK-9: believes the front, and nobody else, about who asks', () => {
    const networks = compose.services.front?.networks;
    const address = !Array.isArray(networks) && networks?.outside?.ipv4_address;
    for (const { command, environment } of programsOf(compose)) {
      if (command !== 'migrate') expect(environment.TRUSTED_PROXIES).toBe(address);
    }
  });

  it('keeps Redis from forgetting jobs', () => {
    const command = [compose.services.redis?.command ?? ''].flat().join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });
});
