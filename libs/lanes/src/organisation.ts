import { getDomain } from 'tldts';
import { PROVIDERS } from './providers.ts';

/**
 * Who takes the mail of a domain, as far as is known.
 * - `provider`: one of our table.
 * - `exchange`: the registered domain of the MX host, e.g. a hoster.
 * - `domain`: nobody but the domain itself. Its name may be a person's, so it stays in the process.
 */
export interface Organisation {
  name: string;
  kind: 'provider' | 'exchange' | 'domain';
}

const byMailbox = new Map(
  PROVIDERS.flatMap(({ name, mailboxes }) => mailboxes.map((domain) => [domain, name])),
);
const byExchange = PROVIDERS.flatMap(({ name, exchanges }) =>
  exchanges.map((suffix) => ({ name, suffix, ending: `.${suffix}` })),
);

/** @returns the provider of a mailbox domain that everybody knows, e.g. gmail.com; `domain` is in lower case. */
export function ofMailbox(domain: string): Organisation | undefined {
  const name = byMailbox.get(domain);
  return name === undefined ? undefined : { name, kind: 'provider' };
}

/** @returns the domain by itself: until its MX are known, and when it has none. */
export function ofItself(domain: string): Organisation {
  return { name: domain, kind: 'domain' };
}

/**
 * The organisation behind a domain's MX hosts, the most preferred first. A host that the list of public suffixes says nothing
 * of, such as `localhost` or the `.` of RFC 7505, is nobody's: the domain is by itself then.
 */
export function ofExchanges(domain: string, hosts: readonly string[]): Organisation {
  const host = (hosts[0] ?? '').toLowerCase().replace(/\.$/, '');
  const known = byExchange.find(({ suffix, ending }) => host === suffix || host.endsWith(ending));
  if (known) return { name: known.name, kind: 'provider' };
  const registered = getDomain(host);
  return registered === null || registered === getDomain(domain)
    ? ofItself(domain)
    : { name: registered, kind: 'exchange' };
}
