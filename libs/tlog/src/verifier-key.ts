import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64, readText } from './encoding.ts';
import { TlogError } from './tlog-error.ts';

const typeBytes = { note: 0x01, cosignature: 0x04 } as const;
const KEY_BYTES = 32;

/** `note`: Ed25519 over the note's text (type 0x01). `cosignature`: a witness's, with a time (type 0x04). */
export type SignatureType = keyof typeof typeBytes;

/** A public key that may have signed a note, known to whoever opens it. Name and id together say which key it is. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), as an unsigned number. */
  readonly id: number;
  readonly publicKey: KeyObject;
}

/**
 * Makes a verifier key from an Ed25519 key, public or private. C2SP signed-note, tlog-cosignature.
 * @throws TlogError `bad-key` for another kind of key, or a name that is empty or has a space or `+`; `bad-text`
 */
export function makeVerifierKey(name: string, type: SignatureType, key: KeyObject): VerifierKey {
  checkKeyName(name);
  if (key.asymmetricKeyType !== 'ed25519') throw new TlogError('bad-key');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const identity = Buffer.concat([Buffer.from(`${name}\n`), keyMaterial(type, publicKey)]);
  return { name, type, id: hash('sha256', identity, 'buffer').readUInt32BE(), publicKey };
}

/** Returns the key as text, `<name>+<8 hex digits of the id>+<base64 of type and public key>`. */
export function encodeVerifierKey({ name, type, id, publicKey }: VerifierKey): string {
  return `${name}+${formatKeyId(id)}+${encodeBase64(keyMaterial(type, publicKey))}`;
}

/**
 * Reads a verifier key text.
 * @throws TlogError `bad-key`, `bad-base64` or `bad-text` unless it is exactly what `encodeVerifierKey` writes, its
 * id included
 */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([^\n]+)$/.exec(readText(text)) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw new TlogError('bad-key');
  const material = decodeBase64(encoded);
  if (material.length !== 1 + KEY_BYTES) throw new TlogError('bad-key');
  const key = makeVerifierKey(name, readType(material[0]), importPublicKey(material.subarray(1)));
  if (formatKeyId(key.id) !== id) throw new TlogError('bad-key');
  return key;
}

/** @throws TlogError `bad-key` when the name is empty or has a Unicode space or a `+`; `bad-text` */
export function checkKeyName(name: string): void {
  if (!/^[^\p{White_Space}+]+$/u.test(readText(name))) throw new TlogError('bad-key');
}

function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

function readType(byte: number | undefined): SignatureType {
  if (byte === typeBytes.note) return 'note';
  if (byte === typeBytes.cosignature) return 'cosignature';
  throw new TlogError('bad-key');
}

// Node gives and takes the 32 raw bytes of RFC 8032 only as the member x of a JSON Web Key.
function keyMaterial(type: SignatureType, publicKey: KeyObject): Buffer {
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([Uint8Array.of(typeBytes[type]), Buffer.from(x, 'base64url')]);
}

function importPublicKey(bytes: Buffer): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    format: 'jwk',
  });
}
