import type { Service } from '../../tools/project.ts';
import type { Manifest } from './deployment-manifests.testing.ts';
import { isService } from './settings.testing.ts';

export interface Line {
  path: string;
  service: Service;
}

/** The table of an Ingress, in its own order. */
export function routesOfIngress(manifests: Manifest[]): Line[] {
  const rules = manifests.flatMap(({ kind, spec }) => (kind === 'Ingress' ? (spec?.rules ?? []) : []));
  return rules
    .flatMap(({ http }) => http.paths)
    .map(({ path, pathType, backend }) => {
      if (pathType !== 'Prefix') throw new Error(`${path} is of the type ${pathType}`);
      return { path, service: serviceNamed(backend.service.name) };
    });
}

/** One line of the map in nginx.conf: a path that fits `pattern` leads to `service`. */
interface MapLine extends Line {
  pattern: RegExp;
}

/** The map of nginx.conf, in its own order. Its default is the line for `/`. */
export function routesOfNginx(configuration: string): MapLine[] {
  const [, body = ''] = /map \$uri \$service \{([^}]*)\}/.exec(configuration) ?? [];
  const lines = body
    .trim()
    .split('\n')
    .map((line) => /^\s*(\S+)\s+(\S+);$/.exec(line)?.slice(1) ?? []);
  return lines.map(([key = '', name = '']) => {
    const service = serviceNamed(name);
    if (key === 'default') return { path: '/', pattern: /^/, service };
    const [, path] = /^~\^(\/.+)\(\/\|\$\)$/.exec(key) ?? [];
    if (!path) throw new Error(`nginx.conf has the line ${key}`);
    return { path, pattern: new RegExp(key.slice(1)), service };
  });
}

/** What nginx does: the first line that fits, and the default after all others. */
export function serviceOfNginx(path: string, lines: MapLine[]): Service | undefined {
  const [fallback, ...others] = lines;
  return (others.find(({ pattern }) => pattern.test(path)) ?? fallback)?.service;
}

function serviceNamed(name: string): Service {
  if (!isService(name)) throw new Error(`${name} is no service`);
  return name;
}
