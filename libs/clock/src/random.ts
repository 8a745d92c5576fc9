import { randomBytes, randomUUID } from 'node:crypto';

/** Where identifiers and secrets come from. A class, so that a test can decide them. */
export abstract class Random {
  /** @returns `length` unpredictable octets. */
  abstract bytes(length: number): Buffer;
  /** @returns a version 4 UUID in lower case. */
  abstract uuid(): string;
}

export class SystemRandom extends Random {
  override bytes(length: number): Buffer {
    return randomBytes(length);
  }

  override uuid(): string {
    return randomUUID();
  }
}
