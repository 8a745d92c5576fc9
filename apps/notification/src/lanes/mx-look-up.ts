import { Resolver } from 'node:dns/promises';
import type { LookUp } from '#libs/lanes';

/** No domain, or none with MX: it is a lane by itself. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks the system's resolver for MX hosts, the most preferred first. It throws what the resolver throws. */
export function mxLookUp(): LookUp {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  return async (domain) => {
    try {
      const found = await resolver.resolveMx(domain);
      return found.sort((one, other) => one.priority - other.priority).map(({ exchange }) => exchange);
    } catch (error) {
      if (NONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  };
}
