import { DEFAULT_LIMITS, PROVIDERS } from './providers.ts';

/** Of one lane, for all processes together. */
export interface LaneLimits {
  /** Mails that may wait for an answer at once. */
  connections: number;
  /** Mails a second; without it, as many as go. */
  rate?: number;
  /** Mails that one connection may carry; without it, as many as go. */
  mails?: number;
}

/** By lane: providers, MX organisations, and `default` for the rest. */
export interface LimitTable {
  of(name: string): LaneLimits;
  /** Mails a second to everybody together; without it, as many as go. */
  totalRate?: number;
}

const READ: Record<keyof LaneLimits, RegExp> = {
  connections: /^[1-9]\d{0,4}$/,
  rate: /^(?!0+(\.0+)?$)\d{1,6}(\.\d{1,3})?$/,
  mails: /^[1-9]\d{0,4}$/,
};

/**
 * Reads `LANES`: what differs from where we begin, e.g. `google:connections=20,rate=50 default:rate=10 total:rate=500`.
 * Names are those of `PROVIDERS`, the registered domain of an MX host, `default`, or `total`, which has a rate only.
 * @throws Error that ends the sentence "LANES is wrong: …".
 */
export function readLimits(text: string): LimitTable {
  const given = new Map<string, Partial<LaneLimits>>();
  for (const entry of text.split(/\s+/).filter(Boolean)) {
    const [, name = '', limits = ''] = /^([a-z0-9.-]+):(.+)$/.exec(entry) ?? [];
    if (!name || given.has(name)) throw new Error(`each part should be name:limit=number, once for a name`);
    given.set(name, readOne(limits));
  }
  const total = given.get('total');
  if (total && Object.keys(total).join() !== 'rate') throw new Error('total should have a rate only');
  const rest: LaneLimits = { ...DEFAULT_LIMITS, ...given.get('default') };
  const named = new Map<string, LaneLimits>();
  for (const { name, limits } of PROVIDERS) named.set(name, { ...rest, ...limits, ...given.get(name) });
  for (const [name, limits] of given) if (!named.has(name)) named.set(name, { ...rest, ...limits });
  return { of: (name) => named.get(name) ?? rest, totalRate: total?.rate };
}

function readOne(text: string): Partial<LaneLimits> {
  const limits: Partial<LaneLimits> = {};
  for (const part of text.split(',')) {
    const [name = '', value = '', ...more] = part.split('=');
    const known = Object.entries(READ).find(([limit]) => limit === name);
    if (!known?.[1].test(value) || more.length > 0 || name in limits) {
      throw new Error('limits should be connections, rate and mails, each a number above 0, once');
    }
    Object.assign(limits, { [name]: Number(value) });
  }
  return limits;
}
