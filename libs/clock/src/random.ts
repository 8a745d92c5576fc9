import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** Where identifiers and secrets come from. A class, so that a test can decide them. */
export abstract class Random {
  /** @returns `length` unpredictable octets. */
  abstract bytes(length: number): Buffer;
  /**
   * @returns a UUID in lower case. It begins with the time, so that what is new stands together in an index; who has one can read when
   * it was made, and nobody can guess another. What must tell nothing at all is made of `bytes`.
   */
  abstract uuid(): string;
}

const UUID_OCTETS = 16;
/** A draw from the system costs the same for one UUID as for a few hundred. */
const DRAWN_AT_ONCE = 256;

export class SystemRandom extends Random {
  #drawn: Buffer = Buffer.alloc(0);

  override bytes(length: number): Buffer {
    return randomBytes(length);
  }

  /** Version 7 of RFC 9562. */
  override uuid(): string {
    if (this.#drawn.length === 0) this.#drawn = randomBytes(UUID_OCTETS * DRAWN_AT_ONCE);
    const random = this.#drawn.subarray(0, UUID_OCTETS);
    this.#drawn = this.#drawn.subarray(UUID_OCTETS);
    return v7({ random });
  }
}
