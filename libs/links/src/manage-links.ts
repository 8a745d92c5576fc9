import { hkdfSync, timingSafeEqual } from 'node:crypto';
import { Mac } from '#libs/macs';
import { ID_OCTETS, uuid, writeId } from './uuid.ts';

const PURPOSE = 'tidings/manage/v1';
const KEY_OCTETS = 32;
const CONTENT_OCTETS = 1 + ID_OCTETS + 4;
const MAC_OCTETS = 24;
/** 45 octets are 60 characters without spare bits, so each token has one spelling. */
const TOKEN = /^[A-Za-z0-9_-]{60}$/;
const MAILED = 1;
const FRESH = 2;
const DAY_SECONDS = 86_400;
/** As long as leave links work at least (LEAVE-3). */
const MAILED_DAYS = 400;

/** What a manage link opens, and for whom. */
export interface ManageLink {
  residentId: string;
  /** Asked for by the owner of the mailbox just now: it opens also what a forwarded mail must not. */
  isFresh: boolean;
}

/**
 * The token of a manage link: kind (1 octet), resident id (16), the second at which it ends (4), and a MAC over them (24). It is
 * nowhere stored. Its keys are derived from LINK_KEYS by HKDF (RFC 5869), so no leave token is one and nobody who learns these keys
 * can make leave links (CONF-3). Old keys go on checking after a rotation; only the first one makes.
 */
export class ManageLinks {
  readonly #macs: Mac[];

  /** @param keys LINK_KEYS: 32 octets each in base64, the current one first. */
  constructor(keys: readonly string[]) {
    this.#macs = keys.map((key) => {
      const derived = hkdfSync('sha256', Buffer.from(key, 'base64'), '', PURPOSE, KEY_OCTETS);
      return new Mac(Buffer.from(derived));
    });
  }

  /**
   * For the foot of every mail: opens topics, language, frequency and pause, and shows no address. It ends with a day, so all mails
   * of a day to one resident have the same.
   */
  mailed(residentId: string, sentAt: Date): string {
    const days = Math.floor(sentAt.getTime() / 1000 / DAY_SECONDS) + 1 + MAILED_DAYS;
    return this.#token(MAILED, residentId, days * DAY_SECONDS);
  }

  /** For a letter that the owner of the address has just asked for: opens everything, until then. */
  fresh(residentId: string, expiresAt: Date): string {
    return this.#token(FRESH, residentId, Math.floor(expiresAt.getTime() / 1000));
  }

  /** @returns undefined for anything that no key of ours made, and for what has ended. */
  read(token: string, now: Date): ManageLink | undefined {
    if (!TOKEN.test(token)) return undefined;
    const octets = Buffer.from(token, 'base64url');
    const content = octets.subarray(0, -MAC_OCTETS);
    const given = octets.subarray(-MAC_OCTETS);
    if (!this.#macs.some((mac) => timingSafeEqual(macOf(mac, content), given))) return undefined;
    if (content.readUInt32BE(17) * 1000 <= now.getTime()) return undefined;
    return { residentId: uuid(content.subarray(1, 17)), isFresh: content[0] === FRESH };
  }

  #token(kind: number, residentId: string, endsAtSecond: number): string {
    const [current] = this.#macs;
    if (!current) throw new Error('LINK_KEYS is empty');
    const octets = Buffer.allocUnsafe(CONTENT_OCTETS + MAC_OCTETS);
    const idAt = octets.writeUInt8(kind);
    const endAt = writeId(residentId, octets, idAt);
    if (endAt === undefined) throw new Error('a resident id is a UUID');
    const macAt = octets.writeUInt32BE(endsAtSecond, endAt);
    // As much of it as there is room for.
    octets.write(current.of(octets.subarray(0, macAt)), macAt, 'latin1');
    return octets.toString('base64url');
  }
}

function macOf(mac: Mac, content: Buffer): Buffer {
  return Buffer.from(mac.of(content), 'latin1').subarray(0, MAC_OCTETS);
}
