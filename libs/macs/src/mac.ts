import { hash } from 'node:crypto';

/** Of SHA-256: its blocks and what it gives. */
const BLOCK_OCTETS = 64;
const HASH_OCTETS = 32;

/**
 * HMAC-SHA-256 [RFC 2104] under one key, for what is made for each of millions of mails. `createHmac` makes an object outside the
 * heap for each of them, which costs four times as much to make, and as much again to tidy up. Compare MACs with `timingSafeEqual`.
 */
export class Mac {
  /** The key's inner block, and after it the message: kept, since those of one use have one length. */
  #inner: Buffer;
  readonly #outer: Buffer;

  constructor(key: Uint8Array) {
    const short = key.length > BLOCK_OCTETS ? hash('sha256', key, 'buffer') : key;
    this.#inner = Buffer.alloc(BLOCK_OCTETS, 0x36);
    this.#outer = Buffer.alloc(BLOCK_OCTETS + HASH_OCTETS, 0x5c);
    for (const [at, octet] of short.entries()) {
      this.#inner[at] = octet ^ 0x36;
      this.#outer[at] = octet ^ 0x5c;
    }
  }

  /** @returns 32 octets: one character each (latin1), or in 43 characters of base64url. */
  of(message: Uint8Array, form: 'binary' | 'base64url' = 'binary'): string {
    const octets = BLOCK_OCTETS + message.length;
    if (this.#inner.length !== octets) {
      this.#inner = Buffer.concat([this.#inner.subarray(0, BLOCK_OCTETS)], octets);
    }
    this.#inner.set(message, BLOCK_OCTETS);
    this.#outer.write(hash('sha256', this.#inner, 'binary'), BLOCK_OCTETS, 'latin1');
    return hash('sha256', this.#outer, form);
  }
}
