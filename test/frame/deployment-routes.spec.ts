import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRoutes, serviceFor } from '../../tools/front/routes.ts';
import { ROOT } from '../../tools/project.ts';
import { readBase } from './deployment-manifests.testing.ts';
import { type Line, routesOfIngress, routesOfNginx, serviceOfNginx } from './deployment-routes.testing.ts';

const NGINX = readFileSync(join(ROOT, 'docker', 'front', 'nginx.conf'), 'utf8');
const table = readRoutes();
/** Each path of the table, something below it, and something that only begins like it. */
const paths = table.flatMap(({ path }) => [path, `${path}/below`, `${path}x`]);

/** A table as text, so that two can be compared whatever their order. */
function text(lines: Line[]): string[] {
  return lines.map(({ path, service }) => `${path} ${service}`).sort();
}

function nginxMisleads(configuration: string): string[] {
  const lines = routesOfNginx(configuration);
  return paths.filter((path) => serviceOfNginx(path, lines) !== serviceFor(path, table));
}

describe('the one table of paths', () => {
  it('is that of the front of compose', () => {
    expect(text(routesOfNginx(NGINX))).toEqual(text(table));
    expect(nginxMisleads(NGINX)).toEqual([]);
  });

  it('is that of the ingress', () => {
    expect(text(routesOfIngress(readBase()))).toEqual(text(table));
  });

  it.each([
    ['another service', '~^/audit(/|$)               consent', '~^/audit(/|$) subscription', '/audit'],
    ['a missing line', /~\^\/feeds.*\n/, '', '/feeds'],
    ['a misspelt path', '^/verify(', '^/verfy(', '/verify'],
    ['a wrong default', 'default                     subscription', 'default consent', '/'],
    [
      'a part in front of the whole',
      /(~\^\/staff\/topics.*\n)([\s\S]*)(~\^\/staff\(.*\n)/,
      '$3$2$1',
      '/staff/topics',
    ],
  ])('would not be that of a front with %s', (_case, from, to, path) => {
    const copy = NGINX.replace(from, to);
    expect(copy).not.toBe(NGINX);
    expect(nginxMisleads(copy)).toContain(path);
  });

  it.each([
    [
      'another service',
      'path: /audit, pathType: Prefix, backend: *consent',
      'path: /audit, pathType: Prefix, backend: *subscription',
    ],
    ['a misspelt path', 'path: /verify,', 'path: /verfy,'],
    ['a missing line', / *- \{ path: \/feeds.*\n/, ''],
  ])('would not be that of an ingress with %s', (_case, from, to) => {
    const copy = readBase((file) => file.replace(from, to));
    expect(text(routesOfIngress(copy))).not.toEqual(text(table));
  });
});
