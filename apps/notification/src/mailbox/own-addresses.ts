import { domainToASCII } from 'node:url';
import { domainOf } from '#libs/addresses';
import type { ReturnedMail, ReturnPaths } from '#libs/returns';
import type { NotificationSettings } from '../settings.ts';

/** What an address of ours is for. */
export type OwnAddress = { is: 'return-path'; mail: ReturnedMail } | { is: 'mailbox' };

/** RFC 5321 section 4.5.1 wants the first for every domain that takes mail; complaints are sent to the second. */
const ROLES = ['postmaster', 'abuse'];

/** Knows the few addresses that we take mail for. All others are somebody else's. */
export class OwnAddresses {
  readonly #mailboxes: ReadonlySet<string>;
  readonly #returnDomain: string | undefined;

  constructor(
    settings: Pick<NotificationSettings, 'mailFrom' | 'unsubscribeAddress' | 'returnDomain'>,
    private readonly returnPaths: ReturnPaths,
  ) {
    const { mailFrom, unsubscribeAddress, returnDomain } = settings;
    this.#returnDomain = returnDomain && domainToASCII(returnDomain).toLowerCase();
    const roles = returnDomain ? ROLES.map((role) => `${role}@${returnDomain}`) : [];
    this.#mailboxes = new Set([unsubscribeAddress ?? mailFrom, ...roles].map(normalised));
  }

  /** MAIL-4. @returns undefined for an address that is not ours, or that nobody but a forger could have made. */
  read(address: string): OwnAddress | undefined {
    const plain = normalised(address);
    if (this.#mailboxes.has(plain)) return { is: 'mailbox' };
    const at = plain.lastIndexOf('@');
    if (plain.slice(at + 1) !== this.#returnDomain) return undefined;
    const mail = this.returnPaths.read(plain.slice(0, at));
    return mail && { is: 'return-path', mail };
  }

  /** Where a return path would be whose domain a report left out. */
  atReturnDomain(localPart: string): string {
    return `${localPart}@${this.#returnDomain ?? ''}`;
  }

  /** The first return path among them that is ours. */
  returnPathIn(addresses: readonly string[]): ReturnedMail | undefined {
    for (const address of addresses) {
      const own = this.read(address);
      if (own?.is === 'return-path') return own.mail;
    }
    return undefined;
  }
}

function normalised(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainOf(address)}`.toLowerCase();
}
