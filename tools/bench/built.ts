import { join } from 'node:path';
import { DIST } from '../project.ts';

/**
 * A module of the built services: what is measured is what runs.
 * @param path within `dist`, e.g. `apps/consent/src/service.js`. @typeParam M the module's source, as `typeof import('…')`.
 */
export async function built<M>(path: string): Promise<M> {
  return (await import(join(DIST, path))) as M;
}
