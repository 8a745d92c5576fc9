import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const KEY_ID_OCTETS = 4;
/** A draw from the system costs the same for one nonce as for a few hundred. */
const DRAWN_AT_ONCE = 256;

/**
 * Seals the content of messages, so that neither Redis nor a queue dashboard ever holds an address or a token (ABUSE-5).
 * A sealed text is base64 of key id (4 octets), nonce (12), tag (16) and ciphertext, bound to the message's id and kind.
 */
export class Seal {
  readonly #keys: { id: Buffer; key: KeyObject }[];

  #nonces: Buffer = Buffer.alloc(0);

  /** @param keys 32 octets each in base64; the first seals, all of them open. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((text) => {
      const key = Buffer.from(text, 'base64');
      // Made once: making it anew for each message costs as much as the sealing.
      return {
        key: createSecretKey(key),
        id: createHash('sha256').update(key).digest().subarray(0, KEY_ID_OCTETS),
      };
    });
  }

  seal(content: unknown, boundTo: string): string {
    const [current] = this.#keys;
    if (!current) throw new Error('MESSAGE_KEY is empty');
    const nonce = this.#nonce();
    const cipher = createCipheriv(ALGORITHM, current.key, nonce).setAAD(Buffer.from(boundTo));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
    return Buffer.concat([current.id, nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** 12 random octets, none of them twice. */
  #nonce(): Buffer {
    if (this.#nonces.length === 0) this.#nonces = randomBytes(NONCE_OCTETS * DRAWN_AT_ONCE);
    const nonce = this.#nonces.subarray(0, NONCE_OCTETS);
    this.#nonces = this.#nonces.subarray(NONCE_OCTETS);
    return nonce;
  }

  /** @throws Error when no key of ours sealed it, or it was sealed for something else, or changed since. */
  open(sealed: string, boundTo: string): unknown {
    const octets = Buffer.from(sealed, 'base64');
    const nonceEnd = KEY_ID_OCTETS + NONCE_OCTETS;
    const tagEnd = nonceEnd + TAG_OCTETS;
    const known = this.#keys.find(({ id }) => id.equals(octets.subarray(0, KEY_ID_OCTETS)));
    if (!known || octets.length < tagEnd) throw new Error('sealed with a key that is not in MESSAGE_KEY');
    const decipher = createDecipheriv(ALGORITHM, known.key, octets.subarray(KEY_ID_OCTETS, nonceEnd))
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(octets.subarray(nonceEnd, tagEnd));
    const content = Buffer.concat([decipher.update(octets.subarray(tagEnd)), decipher.final()]);
    return JSON.parse(content.toString('utf8'));
  }
}
