import * as crypto from 'node:crypto';

const HMAC_BLOCK_BYTES = 64;
const SALT_BYTES = 32;
const DOMAIN = 'tidings/consent-commitment/v1\n';
const DETAIL_DOMAIN = 'tidings/detail-commitment/v1\n';

/**
 * SHA-256 of one piece. Node has it in one call since 20.12, which takes a quarter of the time of `createHash`; and its 32
 * octets as a latin1 string, which `crypto` calls binary, take half the time of a Buffer. Both matter a million times.
 */
const digest: (bytes: Uint8Array, encoding: 'binary' | 'base64') => string =
  'hash' in crypto
    ? (bytes, encoding) => crypto.hash('sha256', bytes, encoding)
    : (bytes, encoding) => createHash().update(bytes).digest(encoding);

/** For what comes in pieces. */
export function createHash(): crypto.Hash {
  return crypto.createHash('sha256');
}

export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const leafInput = Buffer.alloc(1 + 0xffff);
const nodeInput = Buffer.alloc(65, 1);

/** RFC 6962 section 2.1: of a zero octet and the entry. @returns 32 octets as latin1, as all hashes of the tree. */
export function hashLeaf(entry: Buffer): string {
  leafInput.set(entry, 1);
  return digest(leafInput.subarray(0, 1 + entry.length), 'binary');
}

/** RFC 6962 section 2.1: of an octet 1 and two hashes. */
export function hashNode(left: string, right: string): string {
  nodeInput.write(left, 1, 32, 'latin1');
  nodeInput.write(right, 33, 32, 'latin1');
  return digest(nodeInput, 'binary');
}

/** @returns 32 octets as latin1. */
export function hashText(text: string): string {
  return digest(Buffer.from(text), 'binary');
}

const innerInput = Buffer.alloc(1 << 16);
const outerInput = Buffer.alloc(HMAC_BLOCK_BYTES + 32);
const payloadStart = HMAC_BLOCK_BYTES + innerInput.write(DOMAIN, HMAC_BLOCK_BYTES, 'latin1');

/**
 * HMAC-SHA256(salt, "tidings/consent-commitment/v1\n" ‖ payload) in base64, as RFC 2104 says: two hashes. `createHmac` takes
 * twice the time on Node 20 and nine times on Node 24.
 * @param payload ASCII. @param salt 32 octets.
 */
export function commitment(payload: string, salt: Buffer): string {
  if (payload.length > innerInput.length - payloadStart)
    return crypto.createHmac('sha256', salt).update(DOMAIN).update(payload).digest('base64');
  pad(innerInput, salt, 0x36);
  const length = innerInput.write(payload, payloadStart, 'latin1');
  return outer(digest(innerInput.subarray(0, payloadStart + length), 'binary'), salt);
}

const detailInput = Buffer.alloc(1 << 12);

/**
 * HMAC-SHA256(salt, "tidings/detail-commitment/v1\n" ‖ kind ‖ "\n" ‖ value in UTF-8) in base64, likewise.
 * @param salt 32 octets.
 */
export function detailCommitment(kind: string, value: string, salt: Buffer): string {
  const text = `${DETAIL_DOMAIN}${kind}\n${value}`;
  // No UTF-16 unit takes more than three octets.
  if (text.length * 3 > detailInput.length - HMAC_BLOCK_BYTES)
    return crypto.createHmac('sha256', salt).update(text).digest('base64');
  pad(detailInput, salt, 0x36);
  const length = detailInput.write(text, HMAC_BLOCK_BYTES, 'utf8');
  return outer(digest(detailInput.subarray(0, HMAC_BLOCK_BYTES + length), 'binary'), salt);
}

function outer(inner: string, salt: Buffer): string {
  pad(outerInput, salt, 0x5c);
  outerInput.write(inner, HMAC_BLOCK_BYTES, 'latin1');
  return digest(outerInput, 'base64');
}

function pad(input: Buffer, salt: Buffer, octet: number): void {
  input.fill(octet, SALT_BYTES, HMAC_BLOCK_BYTES);
  for (let at = 0; at < SALT_BYTES; at += 1) input[at] = (salt[at] as number) ^ octet;
}
