import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type Service } from '../project.ts';

/** A path, with all below it, and the service that answers there. */
export interface Route {
  path: string;
  service: Service;
}

/** The one table that this front, compose and the cluster's ingress split by. */
export function readRoutes(): Route[] {
  return JSON.parse(readFileSync(join(ROOT, 'docker', 'front', 'routes.json'), 'utf8')) as Route[];
}

/**
 * The longest path wins, and only whole parts count: /staffing is not below /staff. That is what an ingress means by
 * `pathType: Prefix`.
 */
export function serviceFor(pathname: string, routes: Route[]): Service {
  const fitting = routes.filter(
    ({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`),
  );
  const [longest] = fitting.sort((one, other) => other.path.length - one.path.length);
  if (!longest) throw new Error('the table of paths has no entry for /');
  return longest.service;
}
