import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { Random } from '#libs/clock';
import type { Everything } from '../holdings/everything.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const ALGORITHM = 'aes-256-gcm';
const PURPOSE = 'tidings/access/v1';
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
/** Without it Node takes shorter ones too, which are easier to guess. */
const TAG = { authTagLength: TAG_OCTETS };

/** 256 random bits of one link (CONF-3). It is kept nowhere: what is kept can be found and opened by the link alone. */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What a token is found by. It says nothing of the key, which is made of the token in another way. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * A copy of the database, a backup or a restored one holds nothing that anybody could read.
 * @param nonce 12 random octets. @returns nonce, tag (16 octets) and ciphertext.
 */
export function encryptUnder(
  token: string,
  { id, everything, nonce }: { id: string; everything: Everything; nonce: Buffer },
): Buffer {
  const cipher = createCipheriv(ALGORITHM, keyOf(token), nonce, TAG).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(JSON.stringify(everything), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @throws Error when another token, or for another request, encrypted it. */
export function decryptUnder(token: string, { id, content }: { id: string; content: Buffer }): Everything {
  const nonce = content.subarray(0, NONCE_OCTETS);
  const tag = content.subarray(NONCE_OCTETS, NONCE_OCTETS + TAG_OCTETS);
  const decipher = createDecipheriv(ALGORITHM, keyOf(token), nonce, TAG)
    .setAAD(Buffer.from(id))
    .setAuthTag(tag);
  const text = Buffer.concat([
    decipher.update(content.subarray(NONCE_OCTETS + TAG_OCTETS)),
    decipher.final(),
  ]);
  return JSON.parse(text.toString('utf8')) as Everything;
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', PURPOSE, 32));
}
