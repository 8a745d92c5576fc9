import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'tidings/leave/v1\n';
const MAC_OCTETS = 24;
const TOKEN = /^[A-Za-z0-9_-]{54}$/;

/**
 * The token of a leave link: subscription id (16 octets) and a MAC over it (24 octets), 54 base64url characters. It is
 * nowhere stored, so it works for as long as the subscription is known: after the topic closed, after its address was
 * erased (LEAVE-3). Old keys go on checking after a rotation; only the first one makes.
 */
export class LeaveLinks {
  // Made once: Node takes five times as long for a MAC whose key it has to make into one first.
  readonly #keys: KeyObject[];

  /** @param keys 32 octets each in base64, the current one first. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => createSecretKey(key, 'base64'));
  }

  /** @param subscriptionId a UUID. */
  token(subscriptionId: string): string {
    const [current] = this.#keys;
    if (!current) throw new Error('LINK_KEYS is empty');
    const id = Buffer.from(subscriptionId.replaceAll('-', ''), 'hex');
    if (id.length !== 16) throw new Error('a subscription id is a UUID');
    return Buffer.concat([id, mac(current, id)]).toString('base64url');
  }

  /** @returns the subscription id, or undefined for anything that no key of ours made. */
  read(token: string): string | undefined {
    if (!TOKEN.test(token)) return undefined;
    const octets = Buffer.from(token, 'base64url');
    // The last character of 54 carries spare bits: only one spelling of a token is ours.
    if (octets.toString('base64url') !== token) return undefined;
    const id = octets.subarray(0, 16);
    const given = octets.subarray(16);
    const known = this.#keys.some((key) => timingSafeEqual(mac(key, id), given));
    return known ? uuid(id) : undefined;
  }
}

function mac(key: KeyObject, id: Buffer): Buffer {
  return createHmac('sha256', key).update(PURPOSE).update(id).digest().subarray(0, MAC_OCTETS);
}

function uuid(octets: Buffer): string {
  const hex = octets.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
