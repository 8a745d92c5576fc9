import * as crypto from 'node:crypto';
import { fromBase64, fromDecimal } from './encoding.ts';
import { Fault } from './fault.ts';
import { sha256 } from './hashes.ts';

export const NOTE_MAX_BYTES = 1_000_000;

/** A verifier key of C2SP signed-note, got from elsewhere than the package. */
export interface VerifierKey {
  name: string;
  id: string;
  publicKey: crypto.KeyObject;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Buffer;
}

const SIGNATURE = 0x01;
/** C2SP tlog-cosignature. */
const COSIGNATURE = 0x04;

/** Reads `<name>+<8 hex>+<base64(0x01 ‖ public key)>`. Nothing unless each part fits the others. */
export function readVerifierKey(text: string): VerifierKey | undefined {
  return readKey(text, SIGNATURE);
}

/** The same of a witness, whose type is 0x04. */
export function readWitnessKey(text: string): VerifierKey | undefined {
  return readKey(text, COSIGNATURE);
}

function readKey(text: string, type: number): VerifierKey | undefined {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const material = fromBase64(encoded, 33);
  if (name === undefined || id === undefined || material?.[0] !== type) return undefined;
  if (sha256(Buffer.from(`${name}\n`), material).toString('hex', 0, 4) !== id) return undefined;
  const x = material.subarray(1).toString('base64url');
  return {
    name,
    id,
    publicKey: crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  };
}

/**
 * Opens a signed checkpoint: at least one of the keys has signed it, and every signature in the name of one is good.
 * @throws Fault
 */
export function openCheckpoint(note: Buffer, keys: readonly VerifierKey[], file: string): Checkpoint {
  const { text, signatures } = splitNote(note, file);
  let signed = 0;
  for (const { name, bytes } of signatures) {
    const key = keys.find((each) => each.name === name && each.id === bytes.toString('hex', 0, 4));
    if (!key) continue;
    if (!crypto.verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4)))
      throw new Fault('signature-wrong', { file });
    signed += 1;
  }
  if (signed === 0) throw new Fault('key-did-not-sign', { file });
  const checkpoint = readCheckpoint(text, file);
  if (!keys.some(({ name }) => name === checkpoint.origin)) throw new Fault('origin-differs', { file });
  return checkpoint;
}

/** Reads origin, size and root, a line each. @throws Fault */
export function readCheckpoint(text: string, file: string): Checkpoint {
  const [origin, sizeLine, rootLine, ...more] = text.split('\n');
  const [size, root] = [fromDecimal(sizeLine), fromBase64(rootLine, 32)];
  const isWhole = more.length > 0 && more.at(-1) === '' && !more.slice(0, -1).includes('');
  if (!origin || size === undefined || !root || !isWhole) throw new Fault('note-malformed', { file });
  return { origin, size, root };
}

/** The text that is signed, and who signed it how. @throws Fault `note-malformed` */
export function splitNote(note: Buffer, file: string) {
  const whole = note.toString('utf8');
  const divide = whole.lastIndexOf('\n\n');
  const isText =
    note.length <= NOTE_MAX_BYTES && Buffer.from(whole).equals(note) && !/[^\n\u0020-\uffff]/.test(whole);
  if (!isText || divide < 0 || !whole.endsWith('\n')) throw new Fault('note-malformed', { file });
  const lines = whole.slice(divide + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^— ([^+\s]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (name === undefined || bytes === undefined || bytes.length < 5)
      throw new Fault('note-malformed', { file });
    return { name, bytes };
  });
  return { text: whole.slice(0, divide + 1), signatures };
}
