import { Injectable } from '@nestjs/common';
import { getDomain } from 'tldts';
import { Clock } from '#libs/clock';
import { PROVIDERS } from '#libs/lanes';
import { SubscriptionSettings } from '../settings.ts';
import { type Counter, Counters } from './counters.ts';
import { domainBusy, networkBusy, ProofNeeded } from './limit-problems.ts';
import { networkOf } from './network-of.ts';

/** What a visitor did besides asking: a proof of work, or waiting when they were told to. */
export type Effort = 'none' | 'waited' | 'proof';

/** Who asks, as far as can be known. */
export interface Visit {
  /** As the trusted proxies saw it. */
  clientAddress: string;
  effort: Effort;
}

const HOUR_SECONDS = 3600;

/**
 * How often may be asked for something that sends a mail (ABUSE-2). Whoever holds a token never comes here: leaving, confirming and
 * managing have no limit.
 */
@Injectable()
export class Limits {
  readonly #networks: Counter;
  readonly #unproven: Counter;
  readonly #domains: Counter;
  readonly #addresses: Counter;
  readonly #largeDomains: Set<string>;

  constructor(
    private readonly counters: Counters,
    private readonly clock: Clock,
    private readonly settings: SubscriptionSettings,
  ) {
    this.#networks = counters.counter('network', HOUR_SECONDS);
    this.#unproven = counters.counter('network-unproven', HOUR_SECONDS);
    this.#domains = counters.counter('domain', HOUR_SECONDS);
    this.#addresses = counters.counter('address', HOUR_SECONDS);
    this.#largeDomains = new Set([
      ...settings.largeDomains,
      ...PROVIDERS.flatMap(({ mailboxes }) => mailboxes),
    ]);
  }

  /**
   * Counts an attempt on the normalised address (`parseAddress`). The network comes first: what it is refused does not count against anybody's domain or address.
   * @returns whether the address was tried too often. That is never told: it would say that somebody else tried it (ABUSE-1).
   * @throws TryLater when the network or the domain was.
   */
  async admit({ clientAddress, effort }: Visit, addressKey: string): Promise<{ isCrowded: boolean }> {
    await this.#admitNetwork(networkOf(clientAddress), effort);
    const { count } = await this.#addresses.add(addressKey);
    const isCrowded = count > this.settings.addressAsksPerHour;
    await this.#admitDomain(addressKey, isCrowded ? 'look' : 'add');
    return { isCrowded };
  }

  async #admitNetwork(network: string, effort: Effort): Promise<void> {
    const [all, unproven] = await Promise.all([
      this.#networks.add(network),
      effort === 'none' ? this.#unproven.add(network) : undefined,
    ]);
    if (all.count > this.settings.networkAsksPerHour) throw networkBusy(all.secondsLeft);
    if (unproven && unproven.count > this.settings.unprovenAsksPerHour)
      throw new ProofNeeded(unproven.secondsLeft);
  }

  /** A crowd at one address leaves its domain to the others, and is told what they are told. */
  async #admitDomain(addressKey: string, way: 'look' | 'add'): Promise<void> {
    const domain = addressKey.slice(addressKey.lastIndexOf('@') + 1);
    const organisation = getDomain(domain, { allowPrivateDomains: true }) ?? domain;
    if (this.#largeDomains.has(organisation) || this.#largeDomains.has(domain)) return;
    const { count, secondsLeft } = await this.#domains[way](organisation);
    if (count > this.settings.domainAsksPerHour + this.#blur(organisation)) throw domainBusy(secondsLeft);
  }

  /**
   * Up to a quarter more, another number each hour. If the answer changed after a known number of attempts, one fewer would say that
   * somebody else of a small domain has asked.
   */
  #blur(domain: string): number {
    const hour = Math.floor(this.clock.now().getTime() / (HOUR_SECONDS * 1000));
    const drawn = Buffer.from(this.counters.hash('blur', `${hour} ${domain}`), 'base64url').readUInt32BE(0);
    return drawn % Math.ceil(this.settings.domainAsksPerHour / 4);
  }
}
