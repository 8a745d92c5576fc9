import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { SubscriptionSettings } from '../settings.ts';

/** `form`: when a form was shown. `wait`: when somebody was asked to wait. */
export type SealedKind = 'form' | 'wait';

const SHAPE = /^([0-9a-z]{1,9})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
const PURPOSE = 'tidings/sealed-time/v1\n';

/** A time that a page carries and sends back: `<seconds in base 36>.<nonce>.<MAC>`. It needs no cookie, and nothing is stored for it. */
@Injectable()
export class SealedTimes {
  // Made once: of octets, Node makes a key anew for each MAC, which takes longer than the MAC.
  readonly #keys: [KeyObject, ...KeyObject[]];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    { formKey: [current = '', ...older] }: SubscriptionSettings,
  ) {
    this.#keys = [createSecretKey(current, 'base64'), ...older.map((key) => createSecretKey(key, 'base64'))];
  }

  /** Now, under the first of FORM_KEY. */
  seal(kind: SealedKind): string {
    const seconds = Math.floor(this.clock.now().getTime() / 1000).toString(36);
    const nonce = this.random.bytes(16).toString('base64url');
    const [current] = this.#keys;
    return `${seconds}.${nonce}.${mac(kind, `${seconds}.${nonce}`, current).toString('base64url')}`;
  }

  /** @returns the seconds since it was sealed; undefined for what we did not seal for this. */
  age(kind: SealedKind, value: unknown): number | undefined {
    const [, seconds, nonce, given] = SHAPE.exec(typeof value === 'string' ? value : '') ?? [];
    if (!seconds || !nonce || !given) return undefined;
    const octets = Buffer.from(given, 'base64url');
    const isOurs = this.#keys.some((key) => timingSafeEqual(mac(kind, `${seconds}.${nonce}`, key), octets));
    return isOurs ? this.clock.now().getTime() / 1000 - Number.parseInt(seconds, 36) : undefined;
  }
}

function mac(kind: SealedKind, text: string, key: KeyObject): Buffer {
  return createHmac('sha256', key).update(`${PURPOSE}${kind}\n${text}`).digest();
}
