import { createPrivateKey } from 'node:crypto';
import { makeVerifierKey, type NoteSigner, type VerifierKey } from '#libs/tlog';

/** RFC 8410: what stands before the 32 octets of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param key the private key of RFC 8032, 32 octets in base64. */
export function noteSigner(origin: string, key: string): NoteSigner {
  const der = Buffer.concat([PKCS8_ED25519, Buffer.from(key, 'base64')]);
  return { name: origin, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

export function verifierKey({ name, privateKey }: NoteSigner): VerifierKey {
  return makeVerifierKey(name, 'note', privateKey);
}
