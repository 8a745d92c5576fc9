import { Resolver } from 'node:dns/promises';
import { fetchPolicy } from './fetch-policy.ts';

/** `absent`: whoever is asked says that there is none. `unknown`: nobody could say. */
export type Answer<T> = { is: 'found'; values: T[] } | { is: 'absent' } | { is: 'unknown' };

export interface MailExchange {
  exchange: string;
  priority: number;
}

/** What is asked of others. */
export interface Lookup {
  /** Each record with its strings put together. */
  txt(name: string): Promise<Answer<string>>;
  mx(name: string): Promise<Answer<MailExchange>>;
  /** The text of the MTA-STS policy of a domain. */
  policy(domain: string): Promise<Answer<string>>;
}

const ABSENT = ['ENODATA', 'ENOTFOUND'];

/** Asks the DNS as this machine is set up, and gives up after a few seconds. Never throws. */
export class DnsLookup implements Lookup {
  readonly resolver: Resolver;

  /** @param patience by default up to 2 seconds, then twice as long. */
  constructor(patience = { timeout: 2000, tries: 2 }) {
    this.resolver = new Resolver(patience);
  }

  txt(name: string): Promise<Answer<string>> {
    return answered(async () => (await this.resolver.resolveTxt(name)).map((strings) => strings.join('')));
  }

  mx(name: string): Promise<Answer<MailExchange>> {
    return answered(() => this.resolver.resolveMx(name));
  }

  policy(domain: string): Promise<Answer<string>> {
    return answered(async () => [await fetchPolicy(domain, fetch)]);
  }
}

async function answered<T>(ask: () => Promise<T[]>): Promise<Answer<T>> {
  try {
    return { is: 'found', values: await ask() };
  } catch (error) {
    return { is: ABSENT.includes((error as NodeJS.ErrnoException).code ?? '') ? 'absent' : 'unknown' };
  }
}
