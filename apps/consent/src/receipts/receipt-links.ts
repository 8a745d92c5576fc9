import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'tidings/receipt/v1\n';
const MAC_OCTETS = 24;
const TOKEN = /^(0|[1-9]\d{0,15})\.([A-Za-z0-9_-]{32})$/;

/**
 * The token of a link to a receipt: `<ledger index>.<MAC of 24 octets in base64url>`. It goes to the mailbox that the entry
 * is about and is nowhere stored (PROOF-6). Old keys go on checking after a rotation; only the first one makes.
 */
export class ReceiptLinks {
  readonly #keys: KeyObject[];

  /** @param keys 32 octets each in base64, the current one first. */
  constructor(keys: readonly string[]) {
    // Made once: the sequencer needs a token for each grant, and making the key is most of what a MAC costs.
    this.#keys = keys.map((key) => createSecretKey(Buffer.from(key, 'base64')));
  }

  /** @param index of the entry in the ledger. */
  token(index: number): string {
    const [current] = this.#keys;
    if (!current) throw new Error('RECEIPT_KEYS is empty');
    return `${index}.${mac(current, index).toString('base64url')}`;
  }

  /** @returns the index, or undefined for anything that no key of ours made. */
  read(token: string): number | undefined {
    const [, digits = '', encoded = ''] = TOKEN.exec(token) ?? [];
    // 32 characters are 24 octets without spare bits, so each MAC has one spelling.
    const given = Buffer.from(encoded, 'base64url');
    if (given.length !== MAC_OCTETS) return undefined;
    const index = Number(digits);
    return this.#keys.some((key) => timingSafeEqual(mac(key, index), given)) ? index : undefined;
  }
}

function mac(key: KeyObject, index: number): Buffer {
  return createHmac('sha256', key).update(`${PURPOSE}${index}`).digest().subarray(0, MAC_OCTETS);
}
