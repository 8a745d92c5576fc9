import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';
import { sourceOf } from './deployment-image.testing.ts';
import { containersOf, type Manifest, podsOf, programsOf, readBase } from './deployment-manifests.testing.ts';
import { complaintsOf } from './deployment-references.testing.ts';

const base = readBase();

/** A copy of the base with one thing changed wherever it stands. */
function doctored(from: string | RegExp, to: string): Manifest[] {
  let changes = 0;
  const copy = readBase((text) => {
    const changed = text.replaceAll(from, to);
    if (changed !== text) changes += 1;
    return changed;
  });
  if (changes === 0) throw new Error(`k8s/base has no ${from}`);
  return copy;
}

describe('k8s/base', () => {
  it('gives each program every setting that it needs, and names nothing that is not there', () => {
    expect(programsOf(base)).toHaveLength(8);
    expect(complaintsOf(base)).toEqual([]);
  });

  it.each([
    ['a misspelt setting', 'MAIL_FROM=', 'MAIL_FORM=', 'MAIL_FORM is no setting of notification main'],
    ['a missing setting', /- LEDGER_ORIGIN=.*/g, '', 'LEDGER_ORIGIN is missing'],
    ['a missing secret', /- .*name: ADDRESS_KEY_FILE.*/g, '', 'ADDRESS_KEY is missing'],
    ['a wrong value', 'LOG_LEVEL=info', 'LOG_LEVEL=loud', 'LOG_LEVEL is wrong'],
    [
      'a provider on this machine',
      '=https://login.example.ca',
      '=http://localhost:8081',
      'OIDC_ISSUER is wrong',
    ],
    ['a secret in the open', 'OIDC_ROLES_CLAIM=roles', 'SESSION_KEY=secret', 'SESSION_KEY is a secret'],
    [
      'a secret that is not mounted',
      'value: /run/secrets/tidings/SMTP',
      'value: /run/x/SMTP',
      'is not mounted',
    ],
    ['a city folder that is not there', '=seed/toronto', '=seed/york', 'seed/york, which is not mounted'],
    [
      'the owner of the database where nobody migrates',
      'name: FORM_KEY_FILE',
      'name: DATABASE_OWNER_URL_FILE',
      'no setting of subscription main',
    ],
    [
      'settings that are not there',
      'configMapRef: { name: consent-settings }',
      'configMapRef: { name: x }',
      'consent reads x, which is no ConfigMap',
    ],
    [
      'a Service without pods',
      'name: consent, app.kubernetes.io/component: service }\n  ports',
      'name: consents }\n  ports',
      'Service consent chooses no pod',
    ],
    [
      'a port that nobody listens on',
      'targetPort: http',
      'targetPort: https',
      'leads to https, which no pod',
    ],
    [
      'a port for mail that nobody opens',
      'name: mailbox, containerPort',
      'name: post, containerPort',
      'Service mailbox leads to mailbox, which no pod',
    ],
    [
      'a policy without pods',
      'component: service }\n  policyTypes: [Egress]',
      'component: services }\n  policyTypes: [Egress]',
      'NetworkPolicy to-the-relay chooses no pod',
    ],
    [
      'a path to nowhere',
      'service: { name: consent,',
      'service: { name: consents,',
      '/ledger leads to consents',
    ],
    [
      'another host than that of the links',
      'host: updates.example.ca',
      'host: news.example.ca',
      'answers for news',
    ],
    [
      'a volume that is not there',
      'name: owner, mountPath',
      'name: owners, mountPath',
      'mounts owners, which is no',
    ],
  ])('is not let through with %s', (_case, from, to, complaint) => {
    expect(complaintsOf(doctored(from, to))).toContainEqual(expect.stringContaining(complaint));
  });

  it('starts programs that there are, each from the image of its own service', () => {
    const commands = podsOf(base).flatMap(({ spec }) => containersOf(spec).filter(({ command }) => command));
    expect(commands).toHaveLength(5);
    for (const { image, command } of commands) {
      const source = String(sourceOf(String(command?.join(' '))));
      expect(source).toContain(`/${image.replace('tidings-', '')}/`);
      expect({ source, there: existsSync(join(ROOT, source)) }).toEqual({ source, there: true });
    }
  });

  it('tells which Secrets to make, with which keys', () => {
    const words = readFileSync(join(ROOT, 'k8s', 'README.md'), 'utf8');
    for (const { spec } of podsOf(base)) {
      for (const { name, secret } of spec.volumes ?? []) {
        if (!secret) continue;
        const mounts = containersOf(spec).flatMap((container) => container.volumeMounts ?? []);
        const folder = mounts.find((mount) => mount.name === name)?.mountPath;
        const files = containersOf(spec).flatMap(({ env = [] }) => env.map(({ value }) => value));
        const keys = files.filter((file) => dirname(file) === folder).map((file) => `\`${basename(file)}\``);
        const line = words.split('\n').find((text) => text.includes(`| \`${secret.secretName}\``)) ?? '';
        expect(line.split(' ')).toEqual(expect.arrayContaining(keys));
      }
    }
  });

  it('gives no program more rights than it needs', () => {
    for (const { spec } of podsOf(base)) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext, volumeMounts } of containersOf(spec)) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        const writable = volumeMounts?.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath);
        expect(['/signer,/exports', '']).toContain(String(writable));
      }
    }
  });
});
