import { timingSafeEqual } from 'node:crypto';
import { Mac } from '#libs/macs';
import { ID_OCTETS, uuid, writeId } from './uuid.ts';

const PURPOSE = 'tidings/leave/v1\n';
const MAC_OCTETS = 24;
const TOKEN = /^[A-Za-z0-9_-]{54}$/;

/**
 * The token of a leave link: subscription id (16 octets) and a MAC over it (24 octets), 54 base64url characters. It is
 * nowhere stored, so it works for as long as the subscription is known: after the topic closed, after its address was
 * erased (LEAVE-3). Old keys go on checking after a rotation; only the first one makes.
 */
export class LeaveLinks {
  readonly #macs: Mac[];

  /** @param keys 32 octets each in base64, the current one first. */
  constructor(keys: readonly string[]) {
    this.#macs = keys.map((key) => new Mac(Buffer.from(key, 'base64')));
  }

  /** @param subscriptionId a UUID. */
  token(subscriptionId: string): string {
    const [current] = this.#macs;
    if (!current) throw new Error('LINK_KEYS is empty');
    const octets = Buffer.allocUnsafe(PURPOSE.length + ID_OCTETS + MAC_OCTETS);
    const begin = octets.write(PURPOSE);
    const end = writeId(subscriptionId, octets, begin);
    if (end === undefined) throw new Error('a subscription id is a UUID');
    // As much of it as there is room for.
    octets.write(current.of(octets.subarray(0, end)), end, 'latin1');
    return octets.toString('base64url', begin);
  }

  /** @returns the subscription id, or undefined for anything that no key of ours made. */
  read(token: string): string | undefined {
    if (!TOKEN.test(token)) return undefined;
    const octets = Buffer.from(token, 'base64url');
    // The last character of 54 carries spare bits: only one spelling of a token is ours.
    if (octets.toString('base64url') !== token) return undefined;
    const id = octets.subarray(0, ID_OCTETS);
    const given = octets.subarray(ID_OCTETS);
    const known = this.#macs.some((mac) => timingSafeEqual(macOf(mac, id), given));
    return known ? uuid(id) : undefined;
  }
}

function macOf(mac: Mac, id: Buffer): Buffer {
  const octets = mac.of(Buffer.concat([Buffer.from(PURPOSE), id]));
  return Buffer.from(octets, 'latin1').subarray(0, MAC_OCTETS);
}
