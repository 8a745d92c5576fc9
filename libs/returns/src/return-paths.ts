import { timingSafeEqual } from 'node:crypto';
import { Mac } from '#libs/macs';
import { decodeBase32, encodeBase32 } from './base32.ts';

const PURPOSE = 'tidings/return/v1\n';
const MAC_OCTETS = 12;
const DISPATCH_OCTETS = 8;
const ID_OCTETS = 16;

/** What a mail was that comes back. */
export type ReturnedMail =
  | {
      of: 'delivery';
      /** The first and the last UUID that the dispatch may have. */
      dispatchBetween: [string, string];
      residentId: string;
    }
  | { of: 'letter'; letterId: string };

/**
 * Return paths that say which mail comes back, whatever its bounce looks like, and that nobody else can make (VERP, MAIL-4).
 * - A delivery: `d` and 58 letters, of 8 octets of the dispatch's id, 16 of the resident's and 12 of a MAC.
 * - A letter: `l` and 45 letters, of 16 octets of its id and 12 of the MAC.
 *
 * Two whole ids and a MAC would need 72 letters, and RFC 5321 leaves a local part 64 octets. The first half of an id holds
 * the millisecond in which it was made and 12 random bits (RFC 9562): enough to name one dispatch of a city, and the dispatch is then read from PostgreSQL as a range of its key. A shorter
 * MAC and whole ids would fit too, with 7 octets; that is little for something that can be tried over SMTP for ever. A number
 * of a table instead of ids would be shorter, and one more row for each of 2.8 million mails.
 *
 * Ids stand for nobody outside, so a path is no personal data. Old keys go on checking; only the first one makes.
 */
export class ReturnPaths {
  readonly #macs: Mac[];

  /** @param keys 32 octets each in base64, the current one first. Those of leave links do: the purpose is part of the MAC. */
  constructor(keys: readonly string[]) {
    this.#macs = keys.map((key) => new Mac(Buffer.from(key, 'base64')));
  }

  /** @returns the local part for one mail of a dispatch: always 59 characters. @param dispatchId a UUID, as `residentId`. */
  make(dispatchId: string, residentId: string): string {
    return this.#path(
      'd',
      Buffer.concat([octetsOf(dispatchId).subarray(0, DISPATCH_OCTETS), octetsOf(residentId)]),
    );
  }

  /** @returns the local part for a letter: always 46 characters. */
  makeForLetter(letterId: string): string {
    return this.#path('l', octetsOf(letterId));
  }

  /** @returns undefined for anything that no key of ours made. Upper case is read too. */
  read(localPart: string): ReturnedMail | undefined {
    if (!/^(?:d[a-z2-7]{58}|l[a-z2-7]{45})$/i.test(localPart)) return undefined;
    const path = localPart.toLowerCase();
    const kind = path.charAt(0);
    const octets = decodeBase32(path.slice(1));
    if (!octets) return undefined;
    const ids = octets.subarray(0, -MAC_OCTETS);
    const given = octets.subarray(-MAC_OCTETS);
    if (!this.#macs.some((mac) => timingSafeEqual(macOf(mac, kind, ids), given))) return undefined;
    return kind === 'd' ? deliveryOf(ids) : { of: 'letter', letterId: uuid(ids.toString('hex')) };
  }

  #path(kind: string, ids: Buffer): string {
    const [current] = this.#macs;
    if (!current) throw new Error('there is no key for return paths');
    return kind + encodeBase32(Buffer.concat([ids, macOf(current, kind, ids)]));
  }
}

function deliveryOf(ids: Buffer): ReturnedMail {
  const dispatch = ids.subarray(0, DISPATCH_OCTETS).toString('hex');
  const rest = 2 * (ID_OCTETS - DISPATCH_OCTETS);
  return {
    of: 'delivery',
    dispatchBetween: [uuid(dispatch + '0'.repeat(rest)), uuid(dispatch + 'f'.repeat(rest))],
    residentId: uuid(ids.subarray(DISPATCH_OCTETS).toString('hex')),
  };
}

function macOf(mac: Mac, kind: string, ids: Buffer): Buffer {
  const octets = mac.of(Buffer.concat([Buffer.from(PURPOSE + kind), ids]));
  return Buffer.from(octets, 'latin1').subarray(0, MAC_OCTETS);
}

function octetsOf(id: string): Buffer {
  const octets = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (octets.length !== ID_OCTETS) throw new Error('an id in a return path is a UUID');
  return octets;
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
