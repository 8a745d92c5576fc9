import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '#libs/clock';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const PURPOSE = 'tidings/confirm-page/v1\n';

/** 256 random bits for one confirmation link (CONF-3). Only its hash is kept. */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}

/** @returns what a token is stored and found by; undefined for what cannot be a token. */
export function tokenHash(token: string): Buffer | undefined {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest() : undefined;
}

/**
 * The value that a confirmation page carries and its button sends back (CONF-2): `<nonce>.<MAC>`. It is worth nothing for
 * another request, and nothing once that request has been answered: that is what makes it one-time.
 */
export function pageValue(requestId: string, formKeys: readonly string[], random: Random): string {
  const nonce = random.bytes(16).toString('base64url');
  return `${nonce}.${mac(requestId, nonce, formKeys[0] ?? '').toString('base64url')}`;
}

export function isPageValue(value: unknown, requestId: string, formKeys: readonly string[]): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/.test(value)) return false;
  const [nonce = '', given = ''] = value.split('.');
  return formKeys.some((key) => timingSafeEqual(mac(requestId, nonce, key), Buffer.from(given, 'base64url')));
}

function mac(requestId: string, nonce: string, formKey: string): Buffer {
  return createHmac('sha256', Buffer.from(formKey, 'base64'))
    .update(PURPOSE)
    .update(`${requestId}\n${nonce}`)
    .digest();
}
