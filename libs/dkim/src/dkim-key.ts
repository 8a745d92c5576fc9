import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** RFC 8301 section 3.2 asks for at least this. */
const LEAST_BITS = 2048;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ENTRY = new RegExp(
  `^(?<selector>${LABEL})\\._domainkey\\.(?<domain>${LABEL}(?:\\.${LABEL})+):(?<key>[A-Za-z0-9+/]+={0,2})$`,
);

/** A key that signs mails, and where its public half is published: `<selector>._domainkey.<domain>`. */
export interface DkimKey {
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A key that no mail may be signed with (MAIL-5). Tells nothing of the key. */
export class WeakKey extends Error {
  override readonly name = 'WeakKey';
}

/**
 * Reads `<selector>._domainkey.<domain>:<PKCS#8 in base64>`.
 * @throws WeakKey for anything but an RSA key of 2048 bits or more, or an Ed25519 key (RFC 8463).
 */
export function readKey(entry: string): DkimKey {
  const { selector, domain, key } = ENTRY.exec(entry)?.groups ?? {};
  if (!selector || !domain || !key) throw new WeakKey('not <selector>._domainkey.<domain>:<key in base64>');
  const privateKey = privateKeyOf(key);
  return {
    domain,
    selector,
    algorithm: algorithmOf(privateKey),
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
}

/** One RSA key and one Ed25519 key, the second for receivers that know RFC 8463. */
export function drawKeys(domain: string, selectors: { rsa: string; ed25519: string }): DkimKey[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: LEAST_BITS });
  const ed25519 = generateKeyPairSync('ed25519');
  return [
    { domain, selector: selectors.rsa, algorithm: 'rsa-sha256', ...rsa },
    { domain, selector: selectors.ed25519, algorithm: 'ed25519-sha256', ...ed25519 },
  ];
}

/** What `readKey` reads. Secret. */
export function keyText({ selector, domain, privateKey }: DkimKey): string {
  const key = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return `${selector}._domainkey.${domain}:${key}`;
}

function privateKeyOf(base64: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // Not as its cause: it could quote the key.
    throw new WeakKey('not a private key in PKCS#8');
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): DkimKey['algorithm'] {
  if (asymmetricKeyType === 'ed25519') return 'ed25519-sha256';
  if (asymmetricKeyType !== 'rsa') throw new WeakKey('neither an RSA key nor an Ed25519 key');
  if ((asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    throw new WeakKey('an RSA key below 2048 bits');
  return 'rsa-sha256';
}
